package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private static final String ENGINE = "engine_";
    private static final Set<String> WITH_VALUE =
            Set.of("--as", "--case", "--to", "--profile", "--scale", "--seed", "--copies");

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

    /** The words with citizens' names as the store knows them; an option's value is no name. */
    private List<String> bareNames(List<String> words) {
        List<String> bare = new ArrayList<>();
        String before = "";
        for (String word : words) {
            bare.add(spec.name().equals("import") || WITH_VALUE.contains(before) ? word : withoutEngine(word));
            before = word;
        }
        return bare;
    }

    private static String withoutEngine(String word) {
        return word.startsWith(ENGINE) && word.length() > ENGINE.length() ? word.substring(ENGINE.length()) : word;
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try {
            Optional<String> directory = words.stream()
                    .filter(word -> spec.name().equals("import") && Files.isDirectory(Path.of(word)))
                    .findFirst();
            if (directory.isPresent()) {
                desk.screen().problem(directory.get() + " is a directory: name a file of JSON Lines");
                return ExitCodes.USAGE;
            }
            Optional<ServerAddress> falkorDb = Database.of(options, desk.environment());
            if (falkorDb.isEmpty()) {
                desk.screen()
                        .problem(
                                "no FalkorDB here yet: start one with \"scripts/mind up -d falkordb\", or set FALKORDB_URL");
                return ExitCodes.NOT_RUNNING;
            }
            var process = new ProcessBuilder(StoreCommandLine.of(spec.name(), bareNames(words))).inheritIO();
            process.environment().put("FALKORDB_URL", falkorDb.get().toSecretUrl());
            return process.start().waitFor();
        } catch (ConfigException e) {
            desk.screen().problem(e.getMessage());
            return ExitCodes.CONFIG;
        }
    }
}
