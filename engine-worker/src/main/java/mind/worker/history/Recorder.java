package mind.worker.history;

import java.util.Optional;
import mind.worker.life.CitizenLife;
import mind.worker.life.Session;
import mind.worker.publish.Pulse;

/** Takes a sample of the running engine each time it is told to, which is once a second. */
public final class Recorder {
    private final CitizenLife life;
    private final History history;
    private Session last;
    private long lastFlips;
    private long lastNanos;

    public Recorder(CitizenLife life, History history) {
        this.life = life;
        this.history = history;
    }

    public void sample() {
        Optional<Session> session = life.session();
        if (session.isEmpty()) {
            return;
        }
        Pulse.Beat beat = session.get().pulse().beat();
        long now = System.nanoTime();
        double flips = last == session.get() ? (beat.flips() - lastFlips) * 1e9 / Math.max(1, now - lastNanos) : 0;
        last = session.get();
        lastFlips = beat.flips();
        lastNanos = now;
        history.sample(
                System.currentTimeMillis(),
                beat.totalEnergy(),
                beat.sigma(),
                beat.arousal(),
                flips,
                session.get().loop().stats().p50Ms(),
                beat.active());
    }
}
