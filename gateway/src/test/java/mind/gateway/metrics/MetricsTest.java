package mind.gateway.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void numbers_are_read_where_they_are_kept_at_each_scrape() {
        var metrics = new Metrics();
        var slow = new LongAdder();
        Map<String, Double> seqs = new TreeMap<>(Map.of("iris", 3.0));
        metrics.counter("gateway_slow_disconnects", "Clients cut for being slow.", slow::sum);
        metrics.counter("gateway_refusals", "Refused.", () -> 2, "reason", "origin");
        metrics.counter("gateway_refusals", "Refused.", () -> 1, "reason", "host");
        metrics.gauge("gateway_connections", "Open sockets.", () -> 7);
        metrics.gaugeByLabel("gateway_citizen_seq", "Newest seq.", "citizen", () -> seqs);
        metrics.scrape(label -> true);
        slow.add(2);
        seqs.clear();
        seqs.put("felix", 9.0);
        String text = metrics.scrape(label -> true);
        assertTrue(text.contains("\ngateway_slow_disconnects_total 2.0\n"), text);
        assertTrue(text.contains("\ngateway_refusals_total{reason=\"origin\"} 2.0\n"), text);
        assertTrue(text.contains("\ngateway_refusals_total{reason=\"host\"} 1.0\n"), text);
        assertTrue(text.contains("\ngateway_connections 7.0\n"), text);
        assertTrue(text.contains("\ngateway_citizen_seq{citizen=\"felix\"} 9.0\n"), text);
        assertFalse(text.contains("iris"), text);
        assertTrue(text.contains("\nprocess_files_open_files "), text);
    }

    @Test
    void a_reader_is_shown_the_labels_it_may_know_of_whatever_others_were_shown_before() {
        var metrics = new Metrics();
        Map<String, Double> seqs = new TreeMap<>(Map.of("iris", 3.0, "felix", 9.0));
        metrics.gaugeByLabel("gateway_citizen_seq", "Newest seq.", "citizen", () -> seqs);
        metrics.scrape(label -> true);
        String text = metrics.scrape("iris"::equals);
        assertTrue(text.contains("\ngateway_citizen_seq{citizen=\"iris\"} 3.0\n"), text);
        assertFalse(text.contains("felix"), text);
        assertTrue(metrics.scrape(label -> true).contains("felix"));
    }

    @Test
    void a_histogram_has_seconds_in_its_bounds_and_counts_what_lies_beyond() {
        var metrics = new Metrics();
        var latency = new Latency();
        metrics.histogram("gateway_fanout_seconds", "Told to sent.", latency);
        latency.add(-5);
        latency.add(8);
        latency.add(60_000);
        assertEquals(60.008, latency.sumSeconds(), 1e-9);
        String text = metrics.scrape(label -> true);
        assertTrue(text.contains("gateway_fanout_seconds_bucket{le=\"0.001\"} 1\n"), text);
        assertTrue(text.contains("gateway_fanout_seconds_bucket{le=\"0.008\"} 2\n"), text);
        assertTrue(text.contains("gateway_fanout_seconds_bucket{le=\"10.0\"} 2\n"), text);
        assertTrue(text.contains("gateway_fanout_seconds_bucket{le=\"+Inf\"} 3\n"), text);
    }
}
