package mind.supervisor.fleet;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** One service's crashes and requested restarts, by the monotonic clock. Owned by the loop. */
final class Failures {
    private static final Duration REQUEST_WINDOW = Duration.ofSeconds(60);

    private final Deque<Long> crashes = new ArrayDeque<>(); // nanos, oldest first
    private final Deque<Long> requests = new ArrayDeque<>(); // exits with 99, nanos, oldest first
    private int step; // doublings of the next wait

    /** Notes a crash. {@code stable}: it had been ready for so long that what was before is forgiven. */
    void crashed(long now, Duration window, boolean stable) {
        if (stable) {
            forget();
        }
        crashes.addLast(now);
        forgetBefore(crashes, now - window.toNanos());
    }

    /** Notes a restart the service asked for itself, and answers how many there were in the last minute. */
    int requested(long now) {
        requests.addLast(now);
        forgetBefore(requests, now - REQUEST_WINDOW.toNanos());
        return requests.size();
    }

    private static void forgetBefore(Deque<Long> times, long bound) {
        while (!times.isEmpty() && times.peekFirst() - bound < 0) {
            times.removeFirst();
        }
    }

    /** How many doublings the next wait has had; each call is one more. */
    int nextStep() {
        return step++;
    }

    int count() {
        return crashes.size();
    }

    void forget() {
        crashes.clear();
        requests.clear();
        step = 0;
    }
}
