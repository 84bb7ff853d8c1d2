package mind.supervisor.cli;

import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import mind.protocol.Env;
import mind.protocol.ServerAddress;
import mind.supervisor.config.ServicesFile;

/** Where the FalkorDB of an instance is, whether its supervisor runs or not. */
final class Database {
    private Database() {}

    /** Empty where the instance has none yet and none is named. @throws ConfigException if a setting is wrong */
    static Optional<ServerAddress> of(InstanceOptions options, Map<String, String> environment) {
        InstanceOptions.Chosen chosen = options.choose(environment, false);
        boolean fresh = !Files.exists(chosen.instance().state());
        if (fresh && new Env(environment).falkorDb().isEmpty()) {
            return Optional.empty();
        }
        return ServicesFile.load(chosen.instance(), chosen.config()).falkorDb();
    }
}
