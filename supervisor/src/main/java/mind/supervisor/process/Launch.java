package mind.supervisor.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.supervisor.config.ServiceSpec;

/**
 * One start of a service.
 *
 * @param service     its name
 * @param argv        what to run
 * @param environment what to add to the inherited environment
 * @param inherit     whether anything is inherited
 * @param folder      where to run it; empty: where the supervisor runs
 * @param log         the file its output is appended to
 * @param fingerprint of what it is started with
 * @param graph       an engine's graph; empty for others
 * @param limits      bounds to keep it in, where the system lets us
 */
public record Launch(
        String service,
        List<String> argv,
        Map<String, String> environment,
        boolean inherit,
        Optional<Path> folder,
        Path log,
        String fingerprint,
        String graph,
        ServiceSpec.Limits limits) {}
