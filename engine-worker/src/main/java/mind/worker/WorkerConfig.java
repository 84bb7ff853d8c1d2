package mind.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import mind.protocol.Env;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;
import mind.worker.dynamics.EngineSettings;
import mind.worker.meaning.MeaningSettings;
import mind.worker.persist.PersistSettings;

/**
 * A worker's settings, read once.
 *
 * @param name       the citizen; CITIZEN, required
 * @param falkorDb   where its graph is; FALKORDB_URL, or FALKORDB_HOST and FALKORDB_PORT, default redis://localhost:6379
 * @param bus        where events and commands go; REDIS_URL, default FalkorDB's
 * @param service    its name for the supervisor; MIND_SERVICE, default the citizen's
 * @param statusFile where it says how it is; MIND_STATUS_FILE, default nowhere
 * @param lease      how long its lease outlives the last renewal; MIND_LEASE_MS, 1000 to 600000, default 6000
 * @param ambient    mean pause between two ambient stimuli; MIND_AMBIENT_S, 0 to 3600, default 0: none
 * @param ambientSeed seed of their choice; MIND_AMBIENT_SEED, default 1
 * @param engine     the engine's own, see {@link EngineSettings#table}
 * @param persist    of writing back
 */
record WorkerConfig(
        GraphName name,
        ServerAddress falkorDb,
        ServerAddress bus,
        String service,
        Optional<Path> statusFile,
        Duration lease,
        Optional<Duration> ambient,
        long ambientSeed,
        EngineSettings engine,
        PersistSettings persist,
        MeaningSettings meaning) {

    private static final String LOCAL = "redis://localhost:6379";

    /** @throws mind.protocol.ConfigException with every problem met */
    static WorkerConfig from(Env env) {
        String citizen = env.required("CITIZEN", "a citizen's name, such as iris");
        GraphName name = GraphName.of(citizen);
        String graph = env.text("GRAPH", name.graph());
        if (!graph.equals(name.graph())) {
            name = new GraphName(
                    graph,
                    citizen,
                    GraphName.discovered(graph).map(GraphName::level).orElse(name.level()));
        }
        Optional<ServerAddress> falkorDb = env.find("FALKORDB_URL").isEmpty()
                        && env.find("FALKORDB_HOST").isEmpty()
                        && env.find("FALKORDB_PORT").isEmpty()
                ? env.server("FALKORDB_URL", LOCAL)
                : env.falkorDb();
        Optional<ServerAddress> bus = env.find("REDIS_URL").isPresent() ? env.server("REDIS_URL", null) : falkorDb;
        Duration lease = Duration.ofMillis(env.integer("MIND_LEASE_MS", 6_000, 1_000, 600_000));
        double ambient = env.decimal("MIND_AMBIENT_S", 0, 0, 3_600);
        int seed = env.integer("MIND_AMBIENT_SEED", 1, Integer.MIN_VALUE, Integer.MAX_VALUE);
        EngineSettings engine = EngineSettings.from(env);
        PersistSettings persist = PersistSettings.from(env);
        MeaningSettings meaning = MeaningSettings.from(env);
        env.check();
        return new WorkerConfig(
                name,
                falkorDb.orElseThrow(),
                bus.orElseThrow(),
                env.text("MIND_SERVICE", name.citizen()),
                env.find("MIND_STATUS_FILE").map(Path::of),
                lease,
                ambient > 0
                        ? Optional.of(Duration.ofMillis(Math.max(100, (long) (ambient * 1_000))))
                        : Optional.empty(),
                seed,
                engine,
                persist,
                meaning);
    }
}
