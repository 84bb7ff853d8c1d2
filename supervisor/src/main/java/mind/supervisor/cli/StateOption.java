package mind.supervisor.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which instance a command is about. */
final class StateOption {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "State directory of the instance (MIND_STATE; default: .mind in the current folder).")
    private Path folder;

    Path folder(Map<String, String> environment) {
        String fallback = environment.getOrDefault("MIND_STATE", "");
        Path chosen = folder != null ? folder : Path.of(fallback.isEmpty() ? ".mind" : fallback);
        return chosen.toAbsolutePath().normalize();
    }
}
