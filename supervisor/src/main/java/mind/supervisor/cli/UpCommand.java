package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import mind.protocol.ConfigException;
import mind.protocol.ExitCodes;
import mind.protocol.FileTrouble;
import mind.supervisor.process.Lease;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "up",
        description = "Start FalkorDB, the gateway and an engine for each citizen, and keep them running. Ctrl-C stops "
                + "everything in reverse order.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped in order; with -d, everything is ready",
            "2:another supervisor holds the state directory",
            "5:the wait is over",
            "6:some services are not ready",
            "78:a setting is wrong, or the port is taken"
        },
        footer = {
            "%nExamples:",
            "  mind up --demo              six citizens from nothing",
            "  mind up -d                  in the background; \"mind down\" ends it",
            "  mind up falkordb gateway    only these",
            "  mind up --state /var/lib/mind --port 8080"
        })
final class UpCommand implements Callable<Integer> {
    private final Desk desk;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Services or citizens to start; none means all.")
    private List<String> names = List.of();

    @Mixin
    private InstanceOptions options;

    @Mixin
    private Patience patience;

    @Option(names = "--demo", description = "Make the graphs of six demo citizens, where missing, and stimulate them.")
    private boolean demo;

    @Option(
            names = {"-d", "--detach"},
            description = "Run in the background; return when everything is ready.")
    private boolean detached;

    UpCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            return run();
        } catch (ConfigException e) {
            desk.screen().problem(e.getMessage());
            return ExitCodes.CONFIG;
        } catch (IOException e) {
            desk.screen()
                    .problem("the state directory " + options.state(desk.environment()) + " cannot be used: "
                            + FileTrouble.of(e));
            return ExitCodes.CONFIG;
        }
    }

    private int run() throws IOException, InterruptedException {
        Path state = options.state(desk.environment());
        if (Lease.holder(state).isPresent()) {
            return held(state, Lease.holder(state));
        }
        InstanceOptions.Chosen chosen = options.choose(desk.environment(), demo);
        Files.createDirectories(state);
        String config = chosen.config().map(Path::toString).orElse("built-in");
        Optional<Lease> lease = Lease.take(state, config, Version.TEXT);
        if (lease.isEmpty()) {
            return held(state, Lease.holder(state));
        }
        try (Lease held = lease.get();
                var supervision = new Supervision(held, chosen, desk)) {
            return supervision.run(names, patience.duration(), detached);
        }
    }

    private int held(Path state, Optional<Lease.Holder> holder) {
        desk.screen().problem(HeldCommand.line(state, holder));
        return ExitCodes.USAGE;
    }
}
