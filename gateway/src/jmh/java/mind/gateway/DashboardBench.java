package mind.gateway;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mind.protocol.FalkorDb;

/**
 * The dashboard against a plain force-graph page, in the same Chromium with software WebGL, on 17,000 nodes and 60,000
 * links whose energies change ten times a second. Prints one table; asserts nothing.
 *
 * <p>force-graph gets its nodes at fixed places and runs no simulation: what it draws is what is compared. Its first
 * picture is measured as the dashboard's is: from the moment all data is in the page until the animation frame after the
 * one that drew them. An update is what a message of the socket costs, parsing included; force-graph's needs none. A
 * task counts with what the browser does in it (with software WebGL mostly waiting for the picture before), a script with
 * the page's code alone, as the browser attributes it; both from the moment the page is opened.
 */
final class DashboardBench {
    private static final int NODES = 17_000;
    private static final int SUBS = 176;
    private static final int LINKS = 60_000;
    private static final Duration UPDATE = Duration.ofMillis(100);

    private DashboardBench() {}

    /**
     * @param firstPictureMs from all data in the page to the frame after the one that drew them
     * @param frames a second
     * @param updateMs script of one update, median; and 99th percentile
     */
    private record Figures(
            double firstPictureMs,
            double frames,
            double updateMs,
            double updateP99Ms,
            double longestTaskMs,
            long longTasks,
            double longestScriptMs,
            String longestScript) {}

    public static void main(String[] arguments) throws Exception {
        int rounds = Integer.getInteger("rounds", 3);
        int seconds = Integer.getInteger("seconds", 15);
        Path forceGraph = Path.of(System.getProperty("force-graph"));
        var redis = new FalkorDb();
        redis.start();
        try (var fleet = new StagedFleet("iris");
                var gateway = TestGateway.start(
                        redis.url(), "MIND_FLEET", fleet.file().toString());
                var iris = new StagedCitizen(redis, "iris", NODES, SUBS, LINKS, 1)
                        .start()
                        .running()) {
            HttpServer peer = peer(forceGraph);
            try {
                List<Double> ratios = new ArrayList<>();
                System.out.println(
                        "round  page         first picture   frames/s   update p50 / p99   longest task  > 100 ms  longest script");
                for (int round = 1; round <= rounds; round++) {
                    Figures ours = ours(gateway, iris, seconds, round);
                    Figures theirs = theirs(peer, seconds, round);
                    ratios.add(ours.frames / theirs.frames);
                    System.out.printf(
                            Locale.ROOT,
                            "%5d  ratios: %.1f x the frames, %.2f x the time to the first picture; load average %s%n",
                            round,
                            ours.frames / theirs.frames,
                            ours.firstPictureMs / theirs.firstPictureMs,
                            load());
                }
                System.out.printf(
                        Locale.ROOT,
                        "frames a second against force-graph, median of %d: %.1f x%n",
                        rounds,
                        ratios.stream().sorted().skip(rounds / 2).findFirst().orElse(Double.NaN));
            } finally {
                peer.stop(0);
            }
        } finally {
            redis.stop();
        }
    }

    private static Figures ours(TestGateway gateway, StagedCitizen iris, int seconds, int round) {
        try (var browser = Browser.start()) {
            watch(browser);
            browser.open(gateway.http("/#citizen=iris&theme=dark")).awaitPicture();
            double firstPicture = browser.number("Number(document.documentElement.dataset.firstPicture)");
            browser.driver.executeScript("const take = mind.connection.take.bind(mind.connection);"
                    + "mind.connection.take = text => { const t = performance.now(); take(text);"
                    + " if (text.includes('\"events\"')) updates.push(performance.now() - t); };");
            double before = browser.number("mind.stage.frames.count");
            double took = updating(iris, seconds);
            double frames = (browser.number("mind.stage.frames.count") - before) / took;
            return print(browser, "dashboard", round, firstPicture, frames);
        }
    }

    private static Figures theirs(HttpServer peer, int seconds, int round) {
        try (var browser = Browser.start()) {
            browser.driver.manage().timeouts().pageLoadTimeout(Duration.ofMinutes(5));
            browser.driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(5));
            watch(browser);
            browser.open(URI.create("http://127.0.0.1:" + peer.getAddress().getPort() + "/"));
            browser.await("its first picture", "globalThis.first > 0");
            double firstPicture = browser.number("globalThis.first");
            browser.driver.executeScript("globalThis.run();");
            double before = browser.number("globalThis.frames_");
            long began = System.nanoTime();
            browser.driver.executeAsyncScript("setTimeout(arguments[arguments.length - 1], " + 1000 * seconds + ")");
            double frames = (browser.number("globalThis.frames_") - before) / ((System.nanoTime() - began) / 1e9);
            return print(browser, "force-graph", round, firstPicture, frames);
        }
    }

    private static final String WATCH = """
            globalThis.updates = [];
            globalThis.tasks = [];
            new PerformanceObserver(list => list.getEntries().forEach(e => tasks.push(e.duration))).observe({ type: 'longtask' });
            globalThis.scripts = [];
            new PerformanceObserver(list => list.getEntries().forEach(e => e.scripts.forEach(s => scripts.push(
              { ms: s.duration, what: `${s.invoker} ${s.sourceURL.replace(/.*\\//, '')} ${s.sourceFunctionName}` })))).observe({ type: 'long-animation-frame' });
            """;

    /** From the next page on, before any script of its own. */
    private static void watch(Browser browser) {
        browser.driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
    }

    private static double updating(StagedCitizen iris, int seconds) {
        long began = System.nanoTime();
        long next = began;
        while (System.nanoTime() - began < seconds * 1_000_000_000L) {
            iris.update();
            next += UPDATE.toNanos();
            java.util.concurrent.locks.LockSupport.parkNanos(next - System.nanoTime());
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static Figures print(Browser browser, String page, int round, double firstPicture, double frames) {
        String sorted = "globalThis.updates.slice().sort((a, b) => a - b)";
        var figures = new Figures(
                firstPicture,
                frames,
                browser.number("(u => u[Math.floor(u.length / 2)] ?? NaN)(" + sorted + ")"),
                browser.number("(u => u[Math.floor(u.length * 0.99)] ?? NaN)(" + sorted + ")"),
                browser.number("Math.max(0, ...globalThis.tasks)"),
                (long) browser.number("globalThis.tasks.filter(d => d > 100).length"),
                browser.number("Math.max(0, ...globalThis.scripts.map(s => s.ms))"),
                String.valueOf(
                        browser.eval("globalThis.scripts.sort((a, b) => b.ms - a.ms)[0]?.what ?? 'none over 5 ms'")));
        System.out.printf(
                Locale.ROOT,
                "%5d  %-12s %10.0f ms %10.1f %9.2f / %.2f ms %11.0f ms %9d %12.0f ms (%s)%n",
                round,
                page,
                firstPicture,
                figures.frames,
                figures.updateMs,
                figures.updateP99Ms,
                figures.longestTaskMs,
                figures.longTasks,
                figures.longestScriptMs,
                figures.longestScript);
        return figures;
    }

    /** The machine's, of the last minute, five and fifteen. */
    private static String load() throws IOException {
        return String.join(
                " ",
                List.of(Files.readString(Path.of("/proc/loadavg")).split(" ")).subList(0, 3));
    }

    /** A page with nothing but force-graph on it. */
    private static HttpServer peer(Path forceGraph) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = PAGE.formatted(NODES, LINKS).getBytes(StandardCharsets.UTF_8);
        byte[] script = Files.readAllBytes(forceGraph.resolve("node_modules/force-graph/dist/force-graph.min.js"));
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestURI().getPath().equals("/force-graph.js") ? script : page;
            exchange.getResponseHeaders().add("Content-Type", body == script ? "text/javascript" : "text/html");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static final String PAGE = """
            <!doctype html><meta charset="utf-8"><style>body { margin: 0 }</style><div id="graph"></div>
            <script src="force-graph.js"></script>
            <script>
              const [N, L] = [%d, %d];
              globalThis.frames_ = 0;
              const nodes = Array.from({ length: N }, (_, i) => {
                const r = 3 * Math.sqrt(i + 0.5), a = i * 2.399963;
                return { id: i, fx: r * Math.cos(a), fy: r * Math.sin(a), e: Math.random() < 0.05 ? 1 : 0 };
              });
              const links = Array.from({ length: L }, () => ({ source: Math.floor(Math.random() * N), target: Math.floor(N * Math.random() ** 2) }));
              const began = performance.now(); // all data is in the page
              const graph = new ForceGraph(document.getElementById('graph'))
                .width(1068).height(680).graphData({ nodes, links }).cooldownTicks(0).nodeRelSize(1)
                .nodeColor(n => (n.e > 1 ? '#ffffff' : n.e > 0.3 ? '#ffc857' : '#556699')).linkColor(() => 'rgba(125,143,192,0.05)').linkWidth(0.3)
                .onRenderFramePost(() => { globalThis.frames_++; if (globalThis.frames_ === 1) requestAnimationFrame(() => { globalThis.first = performance.now() - began; }); });
              graph.zoom(0.8, 0);
              globalThis.run = () => setInterval(() => {
                const t = performance.now();
                for (let k = 0; k < 200; k++) nodes[Math.floor(Math.random() * N)].e = Math.random() * 1.5;
                graph.nodeColor(graph.nodeColor()); // asks for a new frame
                globalThis.updates.push(performance.now() - t);
              }, 100);
            </script>
            """;
}
