package mind.gateway.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many events of each type came by, in all and over the last minute. Types come from workers, so at most
 * {@value #MOST_TYPES} are told apart and the rest count as {@code other}.
 */
public final class EventCounts {
    private static final int MOST_TYPES = 200;
    private static final int SECONDS = 60;

    /**
     * @param total      since the gateway started
     * @param lastMinute over the last 60 s
     */
    public record Count(long total, long lastMinute) {}

    private static final class Ring {
        private final int[] bySecond = new int[SECONDS];
        private long newest;
        private long total;

        synchronized void add(long second) {
            advance(second);
            bySecond[(int) (second % SECONDS)]++;
            total++;
        }

        synchronized Count read(long second) {
            advance(second);
            long sum = 0;
            for (int count : bySecond) {
                sum += count;
            }
            return new Count(total, sum);
        }

        private void advance(long second) {
            for (long empty = Math.max(newest + 1, second - SECONDS + 1); empty <= second; empty++) {
                bySecond[(int) (empty % SECONDS)] = 0;
            }
            newest = Math.max(newest, second);
        }
    }

    private final long startedNanos = System.nanoTime();
    private final Map<String, Ring> rings = new ConcurrentHashMap<>();

    /** Takes note of one event. */
    public void add(String type) {
        add(type, seconds());
    }

    void add(String type, long second) {
        Ring ring = rings.get(type);
        if (ring == null) {
            ring = rings.computeIfAbsent(rings.size() < MOST_TYPES ? type : "other", name -> new Ring());
        }
        ring.add(second);
    }

    /** All types by name. */
    public Map<String, Count> all() {
        return all(seconds());
    }

    Map<String, Count> all(long second) {
        Map<String, Count> counts = new TreeMap<>();
        rings.forEach((type, ring) -> counts.put(type, ring.read(second)));
        return counts;
    }

    private long seconds() {
        return SECONDS + (System.nanoTime() - startedNanos) / 1_000_000_000L;
    }
}
