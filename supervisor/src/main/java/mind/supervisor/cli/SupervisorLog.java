package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mind.protocol.Env;
import mind.protocol.ServiceLog;

/** The log of whoever keeps an instance's services, a supervisor or the command that ends what one has left. */
final class SupervisorLog {
    static final String NAME = "supervisor";

    private SupervisorLog() {}

    static Path file(Path state) {
        return state.resolve("logs").resolve(NAME + ".log");
    }

    static void start(Path state, Map<String, String> environment) throws IOException {
        Files.createDirectories(state.resolve("logs"));
        Map<String, String> settings = new HashMap<>(environment);
        settings.put("MIND_LOG_FILE", file(state).toString());
        ServiceLog.start(new Env(settings));
    }
}
