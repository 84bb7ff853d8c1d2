package mind.gateway.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** {@link Metrics} in the hands of Micrometer, beside what it knows of the process: memory, threads, descriptors, CPU. */
final class Exposition {
    private static final double MILLIS_PER_SECOND = 1e3;

    private record LiveRows(Metrics.Rows rows, MultiGauge gauge) {}

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<LiveRows> live = new ArrayList<>();

    Exposition(
            List<Metrics.Counter> counters,
            List<Metrics.Gauge> gauges,
            List<Metrics.Rows> rows,
            List<Metrics.Histogram> histograms) {
        for (Metrics.Counter counter : counters) {
            FunctionCounter.builder(counter.name(), counter.value(), LongSupplier::getAsLong)
                    .description(counter.help())
                    .tags(counter.tags().toArray(String[]::new))
                    .register(registry);
        }
        for (Metrics.Gauge gauge : gauges) {
            io.micrometer.core.instrument.Gauge.builder(gauge.name(), gauge.value(), DoubleSupplier::getAsDouble)
                    .description(gauge.help())
                    .tags(gauge.tags().toArray(String[]::new))
                    .strongReference(true)
                    .register(registry);
        }
        for (Metrics.Rows row : rows) {
            var gauge = MultiGauge.builder(row.name()).description(row.help()).register(registry);
            live.add(new LiveRows(row, gauge));
        }
        for (Metrics.Histogram histogram : histograms) {
            registry.getPrometheusRegistry().register(() -> snapshot(histogram));
        }
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    String text(Predicate<String> shown) {
        for (LiveRows rows : live) {
            List<MultiGauge.Row<?>> now = new ArrayList<>();
            rows.rows.values().get().forEach((label, value) -> {
                if (shown.test(label)) {
                    now.add(MultiGauge.Row.of(Tags.of(rows.rows.label(), label), value));
                }
            });
            rows.gauge.register(now, true);
        }
        return registry.scrape();
    }

    private static MetricSnapshot snapshot(Metrics.Histogram histogram) {
        long[] counts = histogram.latency().counts();
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < counts.length; i++) {
            boolean last = i == Latency.BOUNDS_MILLIS.length;
            buckets.bucket(last ? Double.POSITIVE_INFINITY : Latency.BOUNDS_MILLIS[i] / MILLIS_PER_SECOND, counts[i]);
        }
        return HistogramSnapshot.builder()
                .name(histogram.name())
                .help(histogram.help())
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(buckets.build())
                        .sum(histogram.latency().sumSeconds())
                        .build())
                .build();
    }
}
