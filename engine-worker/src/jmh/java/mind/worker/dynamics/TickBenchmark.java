package mind.worker.dynamics;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A whole tick, every phase that is on by default, against how much of the graph is awake. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-XX:+UseSerialGC") // as workers run
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TickBenchmark {
    @Param({"17000/60000/178"})
    public String size;

    @Param({"0", "0.01", "0.05", "1"})
    public double awake;

    private Engine engine;

    @Setup
    public void build() {
        String[] counts = size.split("/");
        // slow strides: energy must not gather in hubs while the measurement goes on
        engine = new Engine(
                BenchGraph.of(
                        Integer.parseInt(counts[0]), Integer.parseInt(counts[1]), Integer.parseInt(counts[2]), awake),
                EngineSettings.with(Map.of("ENGINE_ALPHA", "0.0001")));
    }

    @Benchmark
    public double tick() {
        engine.step(0.1);
        return engine.report().totalEnergy;
    }
}
