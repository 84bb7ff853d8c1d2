package mind.worker.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mind.protocol.ExitCodes;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;

/** {@code mind seed}: which graphs to make and in what shape, then two at a time. */
final class SeedCommand {
    private static final List<String> CITIZENS = List.of("iris", "felix", "atlas", "luca", "victor", "ada");
    private static final Set<String> SWITCHES =
            Set.of("--dirty", "--lean", "--replace", "--missing", "--demo", "--json", "--more-subentities");
    private static final Set<String> SETTINGS = Set.of("--profile", "--scale", "--seed", "--copies");
    private static final int AT_ONCE = 2; // generating takes a core each, and the server takes turns anyway
    private static final String GRAPH_NAME = "[a-z0-9][a-z0-9_-]*";

    private final Arguments arguments;
    private final ServerAddress address;
    private final Progress progress;

    SeedCommand(List<String> words, ServerAddress address, Progress progress) {
        this.arguments = Arguments.parse(words, SWITCHES, SETTINGS);
        this.address = address;
        this.progress = progress;
    }

    boolean json() {
        return arguments.has("--json");
    }

    /** Makes the graphs; answers what was made, in the order asked for. */
    List<Made> run() throws IOException {
        List<SeedPlan> plans = plans();
        try (GraphStore store = GraphStore.open(address)) {
            if (arguments.has("--demo")) {
                refuseOthers(store, plans);
            }
            plans = wanted(store, plans);
        }
        return seed(plans);
    }

    private List<SeedPlan> plans() {
        var profile = SeedPlan.Profile.valueOf(
                arguments.choice("--profile", "full", List.of("full", "found")).toUpperCase(Locale.ROOT));
        int scale = Integer.parseInt(arguments.choice("--scale", "1", List.of("1", "10", "100")));
        long seed = arguments.number("--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
        int copies = (int) arguments.number("--copies", 0, 0, 100);
        if (scale == 100 && !arguments.has("--lean")) {
            throw new StoreException(
                    ExitCodes.USAGE,
                    "--scale 100 makes rows of some 4 GB a citizen: add --lean, and name one citizen at a time");
        }
        var names = new LinkedHashSet<>(arguments.names().isEmpty() ? CITIZENS : arguments.names());
        var plans = new ArrayList<SeedPlan>();
        for (String name : names) {
            GraphName graph = GraphName.of(name);
            if (!graph.citizen().matches(GRAPH_NAME) || graph.level() != GraphName.Level.N1) {
                throw new StoreException(
                        ExitCodes.USAGE,
                        "\"" + name + "\" is no citizen's name: use lower-case letters, digits and hyphens");
            }
            plans.add(new SeedPlan(
                    graph,
                    profile,
                    arguments.has("--dirty"),
                    arguments.has("--lean"),
                    scale,
                    seed,
                    copies,
                    arguments.has("--more-subentities")));
        }
        return plans;
    }

    private void refuseOthers(GraphStore store, List<SeedPlan> plans) {
        var others = new ArrayList<>(store.list());
        plans.forEach(plan -> others.remove(plan.name().graph()));
        others.removeIf(GraphFill::isUnfinished);
        if (!others.isEmpty()) {
            throw new StoreException(
                    ExitCodes.USAGE,
                    "the FalkorDB at " + address + " holds other graphs (" + String.join(", ", others)
                            + "): a demo wants one of its own; unset FALKORDB_URL, or leave out --demo");
        }
    }

    /** The plans to carry out; all are refused where one may not be. */
    private List<SeedPlan> wanted(GraphStore store, List<SeedPlan> plans) {
        var wanted = new ArrayList<>(plans);
        if (arguments.has("--missing")) {
            wanted.removeIf(plan -> store.exists(plan.name().graph()));
        } else if (!arguments.has("--replace")) {
            List<String> existing = plans.stream()
                    .map(plan -> plan.name().graph())
                    .filter(store::exists)
                    .toList();
            if (!existing.isEmpty()) {
                throw new StoreException(
                        ExitCodes.FAILED,
                        (existing.size() == 1 ? "graph " : "graphs ") + String.join(", ", existing)
                                + (existing.size() == 1 ? " exists" : " exist")
                                + ": add --replace to overwrite, or --missing to make only what is missing");
            }
        }
        return wanted;
    }

    private List<Made> seed(List<SeedPlan> plans) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<SeedPlan> largestFirst = plans.stream()
                    .sorted(Comparator.comparingInt(SeedPlan::contentLinks).reversed())
                    .toList();
            List<Future<Made>> running = new ArrayList<>();
            for (SeedPlan plan : largestFirst) {
                Callable<Made> seeding = () -> new Seeder(plan, progress).run(address, arguments.has("--replace"));
                running.add(threads.submit(seeding));
            }
            var made = new ArrayList<Made>();
            for (SeedPlan plan : plans) {
                made.add(await(running.get(largestFirst.indexOf(plan))));
            }
            return made;
        } finally {
            threads.shutdownNow(); // after a failure: what waits is not begun, what runs gives its graph up or ends it
        }
    }

    private static Made await(Future<Made> running) throws IOException {
        try {
            return running.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException(ExitCodes.FAILED, "interrupted", e);
        }
    }
}
