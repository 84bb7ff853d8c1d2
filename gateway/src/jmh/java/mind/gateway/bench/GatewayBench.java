package mind.gateway.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;

/**
 * The gateway's benchmark: {@code fanout}, {@code latency}, {@code start}, {@code memory}, {@code storm}, or all of them; {@code steady} is for a profiler. Peers take turns
 * within a round, so that ratios come from one run; a round's order is reversed in the next. Settings are system properties:
 * {@code rounds} (3), {@code seconds} (8) of each measurement, {@code ws} (folder with the npm package).
 */
final class GatewayBench {
    private static final String GRAPH = "mind-protocol_bench";
    private static final String SUBSCRIBE =
            "{\"type\":\"subscribe\",\"citizens\":[\"" + GRAPH + "\"],\"topics\":[\"stimulus\"],\"max_hz\":0}";
    private static final int WINDOW = 64;
    /** The longest frame a client may have waiting. */
    private static final int FRAME_KIB = 1_024;

    /** Long enough for the compilers of a JVM to have done most of their work. */
    private static final int WARM_UP_SECONDS = Integer.getInteger("warm", 10);

    /** At a steady rate compilers see a tenth of that. */
    private static final int STEADY_WARM_UP_SECONDS = Integer.getInteger("warm", 40);

    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final int SECONDS = Integer.getInteger("seconds", 8);

    private final FalkorDb redis = new FalkorDb();
    private final Path logs = Files.createTempDirectory("mind-bench-gateway");

    private GatewayBench() throws IOException {}

    /** One server under test. */
    private enum Peer {
        GATEWAY_33("gateway, tick 33 ms", "mind.v1", SUBSCRIBE),
        GATEWAY_0("gateway, tick 0", "mind.v1", SUBSCRIBE),
        NODE("node ws", "", ""),
        JAVALIN("Javalin send", "", ""),
        WRITE("bare write a frame (the limit)", "", "");

        private final String label;
        private final String protocol;
        private final String hello;

        Peer(String label, String protocol, String hello) {
            this.label = label;
            this.protocol = protocol;
            this.hello = hello;
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        String what = args.length == 0 ? "all" : args[0];
        var bench = new GatewayBench();
        bench.redis.start();
        try {
            if (what.equals("all") || what.equals("fanout")) {
                bench.fanOut(200);
                bench.fanOut(1_000);
            }
            if (what.equals("all") || what.equals("latency")) {
                bench.latency();
            }
            if (what.equals("steady")) {
                bench.steady();
            }
            if (what.equals("all") || what.equals("start")) {
                bench.starts();
            }
            if (what.equals("all") || what.equals("memory")) {
                bench.memory();
                bench.lagging();
            }
            if (what.equals("all") || what.equals("storm")) {
                bench.storm();
            }
        } finally {
            bench.redis.stop();
        }
    }

    private ServerProcess start(Peer peer) throws IOException {
        return start(peer, FalkorDb.freePort());
    }

    private ServerProcess start(Peer peer, int port) throws IOException {
        return start(peer, port, Map.of());
    }

    private ServerProcess start(Peer peer, int port, Map<String, String> more) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(more);
        settings.put("REDIS_URL", redis.url());
        settings.put("CHANNEL", Channels.events(GRAPH));
        settings.put("TICK_MS", peer == Peer.GATEWAY_33 ? "33" : "0");
        List<String> command =
                switch (peer) {
                    case GATEWAY_33, GATEWAY_0 -> java("mind.gateway.GatewayMain");
                    case JAVALIN -> java("mind.gateway.bench.JavalinPeer");
                    case WRITE -> java("mind.gateway.bench.WritePeer");
                    case NODE -> List.of("node", System.getProperty("ws") + "/server.js");
                };
        return ServerProcess.start(command, port, settings, logs.resolve(peer + "-" + port + ".log"));
    }

    /** The same flags for ours and for the peer: those of the distribution. */
    private static List<String> java(String mainClass) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Xss512k",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        if (mainClass.endsWith("GatewayMain") && System.getenv("GATEWAY_JAVA_OPTS") != null) {
            command.addAll(1, List.of(System.getenv("GATEWAY_JAVA_OPTS").split(" ")));
        }
        return command;
    }

    private record Load(double perCpuSecond, double perSecond, double p50Millis, double p99Millis, int lost) {}

    private void fanOut(int clients) throws IOException, InterruptedException {
        Map<Peer, List<Load>> loads = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Peer peer : order(List.of(Peer.values()), round)) {
                Load load = load(peer, clients, 0);
                loads.computeIfAbsent(peer, key -> new ArrayList<>()).add(load);
                System.out.printf(
                        Locale.ROOT,
                        "  round %d, %d clients, %s: %,.0f deliveries/CPU-s, %,.0f/s%s%n",
                        round + 1,
                        clients,
                        peer.label,
                        load.perCpuSecond,
                        load.perSecond,
                        load.lost == 0 ? "" : ", " + load.lost + " sockets lost");
            }
        }
        System.out.printf(
                "fan-out of 1 KiB to %d clients, deliveries per server CPU-second, ratios of paired rounds%n", clients);
        ratio(loads, Peer.GATEWAY_33, Peer.NODE, 3);
        ratio(loads, Peer.GATEWAY_33, Peer.JAVALIN, 3.5);
        ratio(loads, Peer.GATEWAY_0, Peer.JAVALIN, 1.4);
        ratio(loads, Peer.GATEWAY_0, Peer.NODE, 1);
        ratio(loads, Peer.GATEWAY_0, Peer.WRITE, 1);
    }

    private static void ratio(Map<Peer, List<Load>> loads, Peer ours, Peer theirs, double goal) {
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratios[i] = loads.get(ours).get(i).perCpuSecond / loads.get(theirs).get(i).perCpuSecond;
        }
        System.out.printf(Locale.ROOT, "  %s / %s: %.2f (goal %.1f)%n", ours.label, theirs.label, median(ratios), goal);
    }

    private static List<Peer> order(List<Peer> peers, int round) {
        List<Peer> order = new ArrayList<>(peers);
        if (round % 2 == 1) {
            java.util.Collections.reverse(order);
        }
        return order;
    }

    /** @param hz events a second; 0 for as many as the clients take */
    private Load load(Peer peer, int count, double hz) throws IOException, InterruptedException {
        long epoch = System.currentTimeMillis();
        try (var server = start(peer);
                var pump = new EventPump(redis.connect(), GRAPH, epoch);
                var worker = new StubWorker(redis.connect(), redis.connect(), GRAPH, epoch, pump::published);
                var clients = new LoadClients(EventPump.FILLER)) {
            worker.start();
            server.untilHealthy();
            clients.connect(server.port(), count, peer.protocol, peer.hello);
            clients.start();
            waitForFirst(pump, clients);
            run(pump, clients, hz, hz > 0 ? STEADY_WARM_UP_SECONDS : WARM_UP_SECONDS);
            pump.drain(clients::least, pump.published());
            if (hz > 0) {
                clients.recordLatencies();
            }
            long before = clients.delivered();
            double cpu = server.cpuSeconds();
            long began = System.nanoTime();
            run(pump, clients, hz, SECONDS);
            double seconds = (System.nanoTime() - began) / 1e9;
            double used = server.cpuSeconds() - cpu;
            long delivered = clients.delivered() - before;
            return new Load(
                    delivered / used,
                    delivered / seconds,
                    clients.latencyMillis(0.5),
                    clients.latencyMillis(0.99),
                    clients.lost());
        }
    }

    /** Some events until the first has come to all: only then does every client follow. */
    private static void waitForFirst(EventPump pump, LoadClients clients) throws InterruptedException, IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (clients.least() == 0) {
            pump.steady(20, TimeUnit.MILLISECONDS.toNanos(100));
            if (System.nanoTime() > end) {
                throw new IOException("no event came through to every client within 20 s");
            }
        }
        TimeUnit.MILLISECONDS.sleep(200);
    }

    private static void run(EventPump pump, LoadClients clients, double hz, int seconds) {
        if (hz > 0) {
            pump.steady(hz, TimeUnit.SECONDS.toNanos(seconds));
        } else {
            pump.saturate(WINDOW, TimeUnit.SECONDS.toNanos(seconds), clients::least);
        }
    }

    private void latency() throws IOException, InterruptedException {
        Map<Peer, List<Load>> loads = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (Peer peer : order(List.of(Peer.GATEWAY_0, Peer.NODE, Peer.JAVALIN, Peer.WRITE), round)) {
                Load load = load(peer, 200, 60);
                loads.computeIfAbsent(peer, key -> new ArrayList<>()).add(load);
                System.out.printf(
                        Locale.ROOT,
                        "  round %d, 60 Hz x 200, %s: p50 %.2f ms, p99 %.2f ms, %,.0f deliveries/CPU-s%n",
                        round + 1,
                        peer.label,
                        load.p50Millis,
                        load.p99Millis,
                        load.perCpuSecond);
            }
        }
        double[] ratios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratios[i] = loads.get(Peer.GATEWAY_0).get(i).p99Millis
                    / loads.get(Peer.NODE).get(i).p99Millis;
        }
        System.out.printf(
                Locale.ROOT, "p99 at 60 Hz x 200, gateway tick 0 / node ws: %.2f (goal at most 1)%n", median(ratios));
        System.out.println("60 Hz x 200, deliveries per server CPU-second");
        ratio(loads, Peer.GATEWAY_0, Peer.JAVALIN, 1.4);
        ratio(loads, Peer.GATEWAY_0, Peer.NODE, 1);
        ratio(loads, Peer.GATEWAY_0, Peer.WRITE, 1);
        ratio(loads, Peer.JAVALIN, Peer.WRITE, 1);
    }

    /** The gateway alone at a steady rate, for a profiler. */
    private void steady() throws IOException, InterruptedException {
        Load load = load(Peer.GATEWAY_0, 200, 60);
        System.out.printf(
                Locale.ROOT,
                "60 Hz x 200, tick 0: p50 %.2f ms, p99 %.2f ms, %,.0f deliveries/CPU-s%n",
                load.p50Millis,
                load.p99Millis,
                load.perCpuSecond);
    }

    private void starts() throws IOException, InterruptedException {
        List<String> ours = distributionCommand();
        List<String> bare = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xss512k",
                "-cp",
                System.getProperty("bench.classes"),
                "mind.gateway.bench.BareSocket");
        int runs = 10;
        double[] bareAccept = new double[runs];
        double[] accept = new double[runs];
        double[] healthy = new double[runs];
        double[] page = new double[runs];
        for (int i = 0; i < runs; i++) {
            try (var server = ServerProcess.start(bare, FalkorDb.freePort(), Map.of(), logs.resolve("bare.log"))) {
                bareAccept[i] = server.untilAccepts();
            }
            Map<String, String> settings = Map.of("REDIS_URL", redis.url());
            try (var server = ServerProcess.start(ours, FalkorDb.freePort(), settings, logs.resolve("start.log"))) {
                accept[i] = server.untilAccepts();
            }
            try (var server = ServerProcess.start(ours, FalkorDb.freePort(), settings, logs.resolve("start.log"))) {
                healthy[i] = server.untilHealthy();
            }
            try (var server = ServerProcess.start(ours, FalkorDb.freePort(), settings, logs.resolve("start.log"))) {
                page[i] = server.untilAnswers("/");
            }
        }
        System.out.printf(
                Locale.ROOT,
                "start, median of %d: bare JVM accepts after %.0f ms; gateway accepts after %.0f ms = %.2fx"
                        + " (goal 1.4x), first 200 after %.0f ms = %.2fx (goal 4x), the page after %.0f ms = %.2fx%n",
                runs,
                median(bareAccept),
                median(accept),
                median(accept) / median(bareAccept),
                median(healthy),
                median(healthy) / median(bareAccept),
                median(page),
                median(page) / median(bareAccept));
    }

    /** The gateway as the supervisor starts it, where the distribution is built. */
    private static List<String> distributionCommand() throws IOException {
        Path dist = FalkorDb.root().resolve("supervisor/target/dist");
        Path archive = dist.resolve("cds/gateway.jsa");
        List<String> command = java("mind.gateway.GatewayMain");
        try (var jars = Files.newDirectoryStream(dist.resolve("lib"), "mind-gateway-*.jar")) {
            command.set(command.indexOf("-cp") + 1, jars.iterator().next().toString());
            command.set(command.indexOf("-Xmx512m"), "-Xmx128m"); // the supervisor's flags
            if (Files.exists(archive)) {
                command.addAll(
                        1,
                        List.of(
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:ArchiveRelocationMode=0",
                                "-XX:SharedArchiveFile=" + archive));
            }
        }
        return command;
    }

    private void memory() throws IOException, InterruptedException {
        int count = 1_000;
        try (var server = start(Peer.GATEWAY_33)) {
            server.untilHealthy();
            try (var few = new LoadClients(EventPump.FILLER)) {
                few.connect(server.port(), 50, "mind.v1", SUBSCRIBE);
                few.start();
                TimeUnit.SECONDS.sleep(2);
            }
            TimeUnit.SECONDS.sleep(2);
            long heap = server.liveHeapBytes();
            long pss = server.pssBytes();
            try (var clients = new LoadClients(EventPump.FILLER)) {
                clients.connect(server.port(), count, "mind.v1", SUBSCRIBE);
                clients.start();
                TimeUnit.SECONDS.sleep(3);
                System.out.printf(
                        Locale.ROOT,
                        "memory an idle connection, of %d: %.1f KiB live heap, %.1f KiB PSS (goal 24)%n",
                        count,
                        (server.liveHeapBytes() - heap) / 1024.0 / count,
                        (server.pssBytes() - pss) / 1024.0 / count);
            }
        }
    }

    /** Clients that have stopped reading, while one that reads keeps the stream going. */
    private void lagging() throws IOException, InterruptedException {
        int count = 200;
        long epoch = System.currentTimeMillis();
        try (var server = start(Peer.GATEWAY_33, FalkorDb.freePort(), Map.of("CLIENT_SLOW_MS", "600000"));
                var pump = new EventPump(redis.connect(), GRAPH, epoch);
                var worker = new StubWorker(redis.connect(), redis.connect(), GRAPH, epoch, pump::published);
                var reading = new LoadClients(EventPump.FILLER);
                var stuck = new LoadClients(EventPump.FILLER)) {
            worker.start();
            server.untilHealthy();
            reading.connect(server.port(), 1, "mind.v1", SUBSCRIBE);
            reading.start();
            waitForFirst(pump, reading);
            pump.steady(1_000, TimeUnit.SECONDS.toNanos(10)); // the history is as long as it gets
            long heap = server.liveHeapBytes();
            stuck.connect(server.port(), count, "mind.v1", SUBSCRIBE, 4_096);
            pump.steady(1_000, TimeUnit.SECONDS.toNanos(10));
            System.out.printf(
                    Locale.ROOT,
                    "memory a lagging connection, of %d that do not read 10 MiB: %.1f KiB live heap (goal %d: one frame)%n",
                    count,
                    (server.liveHeapBytes() - heap) / 1024.0 / count,
                    FRAME_KIB);
        }
    }

    /** Everybody comes back at once to a gateway that has just begun anew. */
    private void storm() throws IOException, InterruptedException {
        int count = 500;
        long epoch = System.currentTimeMillis();
        int port = FalkorDb.freePort();
        try (var pump = new EventPump(redis.connect(), GRAPH, epoch);
                var worker = new StubWorker(redis.connect(), redis.connect(), GRAPH, epoch, pump::published)) {
            worker.start();
            try (var server = start(Peer.GATEWAY_33, port);
                    var clients = new LoadClients(EventPump.FILLER)) {
                server.untilHealthy();
                clients.connect(port, count, "mind.v1", SUBSCRIBE);
                clients.start();
                waitForFirst(pump, clients);
            }
            Map<String, String> settings = Map.of("REDIS_URL", redis.url());
            try (var server = ServerProcess.start(distributionCommand(), port, settings, logs.resolve("storm.log"));
                    var clients = new LoadClients(EventPump.FILLER)) {
                server.untilAccepts();
                long began = System.nanoTime();
                clients.connect(port, count, "mind.v1", SUBSCRIBE);
                clients.start();
                waitForFirst(pump, clients);
                System.out.printf(
                        Locale.ROOT,
                        "%d clients back within %.0f ms of a restart: all live after %.0f ms (goal 10 s), %s, %d lost%n",
                        count,
                        (clients.askedNanos() - began) / 1e6,
                        (System.nanoTime() - began) / 1e6,
                        server.metric("gateway_snapshot_builds_total"),
                        clients.lost());
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
