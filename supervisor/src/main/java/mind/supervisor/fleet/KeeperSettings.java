package mind.supervisor.fleet;

import java.nio.file.Path;
import java.util.Optional;
import mind.supervisor.config.Instance;
import mind.supervisor.config.ServicesFile;

/**
 * What a keeper works with.
 *
 * @param instance which Mind; its state directory exists and its lease is held
 * @param config   the services file, read anew at each reload; empty for the built-in default
 * @param services what was read from it
 */
public record KeeperSettings(Instance instance, Optional<Path> config, ServicesFile services) {}
