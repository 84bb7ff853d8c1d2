package mind.supervisor.fleet;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import mind.supervisor.config.ServicesFile;

/**
 * What a keeper works with.
 *
 * @param state       the state directory; exists
 * @param services    the services to keep
 * @param config      the services file they were read from, or empty for the built-in default
 * @param environment what children inherit
 */
public record KeeperSettings(
        Path state, ServicesFile services, Optional<Path> config, Map<String, String> environment) {}
