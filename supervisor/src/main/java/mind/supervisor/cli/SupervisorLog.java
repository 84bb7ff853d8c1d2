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
    private SupervisorLog() {}

    static void start(Path state, Map<String, String> environment) throws IOException {
        Files.createDirectories(state.resolve("logs"));
        Map<String, String> settings = new HashMap<>(environment);
        settings.put("MIND_LOG_FILE", state.resolve("logs/supervisor.log").toString());
        ServiceLog.start(new Env(settings));
    }
}
