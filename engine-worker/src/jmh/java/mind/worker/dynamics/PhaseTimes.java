package mind.worker.dynamics;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Where a tick's time goes, phase by phase, at the speed the JVM it runs on has: start it with the worker's own flags.
 * Processor time of the thread, so that what else the machine does costs caches but no waiting. Reading that clock costs
 * more than a resting phase, so whole ticks are taken from an engine without clocks in it, and a phase is what its
 * reading says less an empty one.
 * Arguments: nodes, links, subentities, share of nodes awake, ticks.
 */
public final class PhaseTimes {
    private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

    private PhaseTimes() {}

    /** A phase with a clock around it. */
    private record Timed(Phase phase, long[] nanos) implements Phase {
        @Override
        public boolean optional() {
            return phase.optional();
        }

        @Override
        public void run(TickReport tick) {
            long start = CLOCK.getCurrentThreadCpuTime();
            phase.run(tick);
            nanos[(int) (tick.tick % nanos.length)] = CLOCK.getCurrentThreadCpuTime() - start;
        }
    }

    public static void main(String[] args) {
        int ticks = Integer.parseInt(args[4]);
        Engine bare = engine(args, UnaryOperator.identity());
        long[] whole = new long[ticks];
        for (int tick = 0; tick < 4 * ticks; tick++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            bare.step(0.1);
            whole[tick % ticks] = CLOCK.getCurrentThreadCpuTime() - start;
        }
        List<Timed> timed = new ArrayList<>();
        Engine engine = engine(args, phases -> {
            phases.forEach(phase -> timed.add(new Timed(phase, new long[ticks])));
            return List.copyOf(timed);
        });
        for (int tick = 0; tick < 4 * ticks; tick++) {
            engine.step(0.1);
        }
        double empty = empty(ticks);
        StringBuilder line = new StringBuilder();
        for (Timed each : timed) {
            double micros = (median(each.nanos) - empty) / 1e3;
            if (micros >= 0.5) {
                line.append(String.format(" %s %.1f", each.phase.getClass().getSimpleName(), micros));
            }
        }
        System.out.printf(
                "tick of %s/%s/%s, %s awake: median %.1f us, least %.1f us, %d strides; in its phases:%s%n",
                args[0],
                args[1],
                args[2],
                args[3],
                (median(whole) - empty) / 1e3,
                (Arrays.stream(whole).min().orElse(0) - empty) / 1e3,
                bare.report().strides,
                line);
    }

    private static Engine engine(String[] args, UnaryOperator<List<Phase>> change) {
        return new Engine(
                BenchGraph.of(
                        Integer.parseInt(args[0]),
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]),
                        Double.parseDouble(args[3])),
                EngineSettings.with(Map.of("ENGINE_ALPHA", "0.0001")),
                Energies.EXACT_UP_TO,
                change);
    }

    /** What two readings with nothing between them differ by, nanoseconds. */
    private static double empty(int times) {
        long[] nanos = new long[times];
        for (int k = 0; k < times; k++) {
            long start = CLOCK.getCurrentThreadCpuTime();
            nanos[k] = CLOCK.getCurrentThreadCpuTime() - start;
        }
        return median(nanos);
    }

    private static long median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
