package mind.supervisor.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * One Mind on this machine: what tells it from another.
 *
 * @param state       its state directory, absolute
 * @param home        the distribution: {@code lib}, {@code cds}, {@code scripts}
 * @param port        the gateway's port
 * @param small       whether to fit into 512 MiB
 * @param environment the supervisor's own environment
 */
public record Instance(Path state, Path home, int port, boolean small, Map<String, String> environment) {}
