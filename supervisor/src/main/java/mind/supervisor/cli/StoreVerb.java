package mind.supervisor.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import mind.protocol.ConfigException;
import mind.protocol.ExitCodes;
import mind.protocol.ServerAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A verb about whole graphs: a short process of the worker's does it, on this terminal; its words go there as they are. */
abstract class StoreVerb implements Callable<Integer> {
    private final Desk desk;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOptions options;

    @Unmatched
    private List<String> words = new ArrayList<>();

    StoreVerb(Desk desk) {
        this.desk = desk;
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try {
            Optional<ServerAddress> falkorDb = Database.of(options, desk.environment());
            if (falkorDb.isEmpty()) {
                desk.screen()
                        .problem(
                                "no FalkorDB here yet: start one with \"scripts/mind up -d falkordb\", or set FALKORDB_URL");
                return ExitCodes.NOT_RUNNING;
            }
            var process = new ProcessBuilder(StoreCommandLine.of(spec.name(), words)).inheritIO();
            process.environment().put("FALKORDB_URL", falkorDb.get().toSecretUrl());
            return process.start().waitFor();
        } catch (ConfigException e) {
            desk.screen().problem(e.getMessage());
            return ExitCodes.CONFIG;
        }
    }
}
