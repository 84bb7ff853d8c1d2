package mind.supervisor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.ConfigException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which instance a command is about; may be named before the command or after it. */
final class StateOption {
    private static final String STATE = "--state";

    @Option(
            names = STATE,
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description = "State directory of the instance (MIND_STATE; default: .mind in the current folder).")
    private Path folder;

    /** @throws ConfigException if that can be none */
    Path folder(Map<String, String> environment) {
        if (folder != null && folder.toString().isEmpty()) {
            throw new ConfigException(List.of(STATE + " is \"\": name a directory, or leave it out"));
        }
        String fallback = environment.getOrDefault("MIND_STATE", "");
        Path chosen = folder != null ? folder : Path.of(fallback.isEmpty() ? ".mind" : fallback);
        Path absolute = chosen.toAbsolutePath().normalize();
        nonDirectory(absolute).ifPresent(file -> {
            throw new ConfigException(List.of("the state directory " + absolute + " cannot be used: " + file
                    + " is no directory; choose another with --state or MIND_STATE"));
        });
        return absolute;
    }

    /** What lies where the directory, or one above it, would have to be. */
    private static Optional<Path> nonDirectory(Path directory) {
        for (Path there = directory; there != null; there = there.getParent()) {
            if (Files.exists(there)) {
                return Files.isDirectory(there) ? Optional.empty() : Optional.of(there);
            }
        }
        return Optional.empty();
    }
}
