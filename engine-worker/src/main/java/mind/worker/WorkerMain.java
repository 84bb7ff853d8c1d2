package mind.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.protocol.ExitCodes;
import mind.protocol.ServiceLog;
import mind.worker.control.Answer;
import mind.worker.control.CommandListener;
import mind.worker.control.Commands;
import mind.worker.control.GraphReader;
import mind.worker.control.HistoryCommand;
import mind.worker.control.NodeCommands;
import mind.worker.control.PaceCommands;
import mind.worker.control.PersistCommand;
import mind.worker.control.QueryCommand;
import mind.worker.control.Running;
import mind.worker.control.SearchCommand;
import mind.worker.control.SnapshotCommand;
import mind.worker.control.StateCommands;
import mind.worker.control.StimulusCommands;
import mind.worker.emergence.Emergence;
import mind.worker.history.History;
import mind.worker.history.Recorder;
import mind.worker.lease.Lease;
import mind.worker.life.Ambient;
import mind.worker.life.CitizenLife;
import mind.worker.life.EngineParts;
import mind.worker.life.Watcher;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.load.GraphLoader;
import mind.worker.meaning.Meaning;
import mind.worker.persist.SubentityStore;
import mind.worker.persist.Writeback;
import mind.worker.publish.Speaker;
import mind.worker.publish.StatusBoard;
import mind.worker.topology.Analyzer;

/** One citizen's mind as a process: lease, load, tick, tell, until it is told to end. */
public final class WorkerMain {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8); // the supervisor kills after 10
    private static final int ANSWER_MILLIS = 2_000; // longest wait for a server's answer to a short command
    private static final int READ_MILLIS = 4_500; // and to a query; the asker gives up after 5 s
    private static final int WRITE_MILLIS = 8_000; // and to a batch of rows
    private static final int READS = 256; // slow commands that wait; one more is refused

    private WorkerMain() {}

    public static void main(String[] args) {
        if (args.length == 1 && args[0].equals(Env.SETTINGS)) {
            var env = new Env(Map.of("CITIZEN", "iris"));
            WorkerConfig.from(env);
            env.printAsked(System.out);
            return;
        }
        try {
            var env = new Env(System.getenv());
            WorkerConfig config = WorkerConfig.from(env);
            if (args.length == 1 && args[0].equals(Env.CHECK)) {
                return;
            }
            ServiceLog.start(env);
            run(config);
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(ExitCodes.CONFIG); // the supervisor does not restart on it
        }
    }

    private static void run(WorkerConfig config) {
        var log = new CitizenLog(config.name());
        String graph = config.name().graph();

        // what it tells
        var board = new StatusBoard(
                config.name(), config.service(), config.statusFile(), Writeback.idle(config.persist()), log);
        var speaker = new Speaker(bus(config, "events", ANSWER_MILLIS), graph, board::status, log);

        // its life
        var lease = new Lease(falkorDb(config, "lease", 1_000), graph, config.lease(), log);
        var loader = new GraphLoader(config.falkorDb());
        Optional<Emergence> emergence = config.engine().growing()
                ? Optional.of(new Emergence(
                        new SubentityStore(falkorDb(config, "emergence", WRITE_MILLIS)),
                        config.persist().enabled(),
                        Duration.ofSeconds(config.engine().growthS()),
                        speaker,
                        graph,
                        log))
                : Optional.empty();
        var parts = new EngineParts(
                config.name(),
                config.engine(),
                config.persist(),
                speaker,
                () -> falkorDb(config, "persist", WRITE_MILLIS),
                emergence.<Watcher>map(one -> one).orElse(Watcher.NONE),
                log);
        var life = new CitizenLife(parts, lease, loader, board);

        var history = new History();
        var recorder = new Recorder(life, history);
        Optional<Ambient> ambient = config.ambient()
                .map(pause ->
                        new Ambient(life, bus(config, "ambient", ANSWER_MILLIS), graph, pause, config.ambientSeed()));

        // what it is told
        var reader = new ThreadPoolExecutor(
                0, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(READS), task -> daemon("reader", task));
        var running = new Running(life, board);
        var commands = new Commands(
                (channel, request) -> new Answer(
                        reply -> speaker.reply(channel, request, reply),
                        part -> speaker.part(channel, request, part.epoch(), part.seq(), part.frame(), part.body())),
                log);
        board.counters(commands::counters);
        new StateCommands(life, board).register(commands);
        new PaceCommands(running, speaker, graph).register(commands);
        new PersistCommand(running, graph).register(commands);
        var meaning = new Meaning(config.meaning(), falkorDb(config, "meaning", ANSWER_MILLIS), log);
        new StimulusCommands(running, speaker, graph, meaning, reader).register(commands);
        commands.with("snapshot", new SnapshotCommand(running, config.name(), reader));
        var stored = new GraphReader(falkorDb(config, "reader", READ_MILLIS));
        new NodeCommands(running, stored, reader).register(commands);
        commands.with("search", new SearchCommand(running, meaning, reader));
        commands.with("query", new QueryCommand(running, stored, reader));
        commands.with("history", new HistoryCommand(history));
        var analyzer = new Analyzer(life::session, speaker, graph, log);
        commands.with("analyze", (args, answer) -> analyzer.analyze(running.session(), args, answer));
        var listener = new CommandListener(
                bus(config, "commands", CommandListener.SILENCE_MILLIS),
                graph,
                message -> {
                    if (speaker.mayTell()) { // else another worker answers
                        commands.receive(message);
                    }
                },
                log);

        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            life.stop(STOP_LIMIT);
                            ambient.ifPresent(Ambient::close);
                            emergence.ifPresent(Emergence::close);
                            listener.close();
                            analyzer.close();
                            stored.close();
                            speaker.close();
                            lease.close();
                            board.close();
                            Runtime.getRuntime().halt(ExitCodes.OK); // a stop that was asked for is a clean end
                        },
                        "stop"));

        board.start(speaker::lifecycle, () -> {
            speaker.unstick();
            listener.ping();
            recorder.sample();
        });
        speaker.start();
        lease.start(reason -> life.leaseLost());
        listener.start();
        analyzer.start();
        ambient.ifPresent(Ambient::start);
        emergence.ifPresent(one -> one.start(life::session, life::reload));
        life.run();
    }

    private static Link bus(WorkerConfig config, String purpose, int answerMillis) {
        return new Link(config.bus(), "REDIS_URL", config.service() + "-" + purpose, answerMillis);
    }

    private static Link falkorDb(WorkerConfig config, String purpose, int answerMillis) {
        return new Link(config.falkorDb(), "FALKORDB_URL", config.service() + "-" + purpose, answerMillis);
    }

    private static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
