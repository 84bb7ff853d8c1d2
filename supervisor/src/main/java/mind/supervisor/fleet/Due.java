package mind.supervisor.fleet;

import java.time.Duration;
import java.util.OptionalLong;

/** The one thing a service has ahead of it: a moment at which it looks again. Owned by the loop. */
final class Due {
    private final Loop loop;
    private Loop.Timer timer = () -> {};
    private OptionalLong nanos = OptionalLong.empty();

    Due(Loop loop) {
        this.loop = loop;
    }

    /** Instead of whatever was due before. */
    void in(Duration delay, Runnable task) {
        cancel();
        nanos = OptionalLong.of(loop.now() + delay.toNanos());
        timer = loop.after(delay, () -> {
            nanos = OptionalLong.empty();
            task.run();
        });
    }

    void cancel() {
        timer.cancel();
        nanos = OptionalLong.empty();
    }

    /** When, on the monotonic clock; empty where nothing is due. */
    OptionalLong nanos() {
        return nanos;
    }
}
