package mind.gateway.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The gateway's numbers by name, read where they are kept only when somebody asks. Names are as Prometheus shows them, a
 * counter's without its {@code _total}; units are written into the names.
 */
public final class Metrics {
    record Counter(String name, String help, List<String> tags, LongSupplier value) {}

    record Gauge(String name, String help, List<String> tags, DoubleSupplier value) {}

    record Rows(String name, String help, String label, Supplier<Map<String, Double>> values) {}

    record Histogram(String name, String help, Latency latency) {}

    private final List<Counter> counters = new ArrayList<>();
    private final List<Gauge> gauges = new ArrayList<>();
    private final List<Rows> rows = new ArrayList<>();
    private final List<Histogram> histograms = new ArrayList<>();
    private Exposition exposition;

    /**
     * A number that only rises.
     *
     * @param tags label names and values in turn
     */
    public synchronized void counter(String name, String help, LongSupplier value, String... tags) {
        counters.add(new Counter(name, help, List.of(tags), value));
    }

    /** A number that rises and falls. */
    public synchronized void gauge(String name, String help, DoubleSupplier value, String... tags) {
        gauges.add(new Gauge(name, help, List.of(tags), value));
    }

    /** A number for each value that {@code label} has at the moment, such as each citizen. */
    public synchronized void gaugeByLabel(
            String name, String help, String label, Supplier<Map<String, Double>> values) {
        rows.add(new Rows(name, help, label, values));
    }

    public synchronized void histogram(String name, String help, Latency latency) {
        histograms.add(new Histogram(name, help, latency));
    }

    /**
     * Everything in Prometheus' text format 0.0.4. What was registered after the first call is not in it.
     *
     * @param shown which values of the labels of {@link #gaugeByLabel} the reader may know of
     */
    public synchronized String scrape(Predicate<String> shown) {
        if (exposition == null) {
            exposition = new Exposition(counters, gauges, rows, histograms);
        }
        return exposition.text(shown);
    }
}
