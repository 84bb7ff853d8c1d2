package mind.worker.topology;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import mind.worker.dynamics.BenchGraph;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.graph.MindGraph;

/**
 * What an analysis of the topology does to the ticks beside it: stretches of ticks with analyses one after the other, as the
 * worker runs them on its thread, in turn with stretches without any. Wall time of each tick, waiting for a core included.
 * Arguments: nodes, links, subentities, share of nodes awake, pairs of stretches.
 */
public final class AnalysisBench {
    private static final int TICKS = 400; // a stretch
    private static final long INTERVAL_NANOS = 5_000_000;

    private AnalysisBench() {}

    public static void main(String[] args) throws InterruptedException {
        MindGraph graph = BenchGraph.of(
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Double.parseDouble(args[3]));
        var engine = new Engine(graph, EngineSettings.with(Map.of("ENGINE_ALPHA", "0.0001")));
        int pairs = Integer.parseInt(args[4]);
        long[] without = new long[pairs * TICKS];
        long[] with = new long[pairs * TICKS];
        long[] analyses = new long[1];
        long begun = System.nanoTime();
        new Topology(graph, Pace.FULL);
        long first = System.nanoTime() - begun;
        ticks(engine, new long[8 * TICKS], 0, 8 * TICKS); // the compiler has done its work afterwards
        for (int pair = 0; pair < pairs; pair++) {
            ticks(engine, without, pair * TICKS, TICKS);
            var analyzer = new Thread(
                    () -> {
                        while (!Thread.currentThread().isInterrupted()) {
                            new Topology(graph, Pace.gentle());
                            analyses[0]++;
                        }
                    },
                    "analyzer");
            analyzer.setPriority(Thread.MIN_PRIORITY);
            analyzer.start();
            ticks(engine, with, pair * TICKS, TICKS);
            analyzer.interrupt();
            analyzer.join();
        }
        begun = System.nanoTime();
        new Topology(graph, Pace.FULL);
        System.out.printf(
                "analysis of %s/%s/%s: first %.0f ms, warm %.0f ms without rests; %d beside the ticks%n",
                args[0], args[1], args[2], first / 1e6, (System.nanoTime() - begun) / 1e6, analyses[0]);
        report("without", without);
        report("with", with);
        System.out.printf(
                "with / without: p50 %.3f, p99 %.3f%n",
                share(with, 0.5) / share(without, 0.5), share(with, 0.99) / share(without, 0.99));
    }

    private static void ticks(Engine engine, long[] nanos, int from, int count) {
        long due = System.nanoTime();
        for (int k = 0; k < count; k++) {
            due += INTERVAL_NANOS;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long start = System.nanoTime();
            engine.step(0.1);
            nanos[from + k] = System.nanoTime() - start;
        }
    }

    private static double share(long[] nanos, double share) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) (share * (sorted.length - 1))];
    }

    private static void report(String what, long[] nanos) {
        System.out.printf(
                "ticks %s analyses: p50 %.0f us, p99 %.0f us, longest %.0f us (%d)%n",
                what, share(nanos, 0.5) / 1e3, share(nanos, 0.99) / 1e3, share(nanos, 1) / 1e3, nanos.length);
    }
}
