package mind.worker.dynamics;

/** Stimuli on their way into an engine: bounded, the oldest dropped when it is full. Safe to use from any thread. */
final class StimulusQueue {
    /** A stimulus with the nodes it may reach, which were looked for before it queued. */
    record Waiting(Stimulus stimulus, Candidates.Found found) {}

    private final Waiting[] waiting;
    private int first;
    private int count;
    private long dropped;

    StimulusQueue(int bound) {
        waiting = new Waiting[bound];
    }

    /** Adds {@code stimulus}; answers how many wait. */
    synchronized int offer(Waiting stimulus) {
        if (count == waiting.length) {
            poll();
            dropped++;
        }
        waiting[(first + count) % waiting.length] = stimulus;
        return ++count;
    }

    /** Takes the oldest; null when none waits. */
    synchronized Waiting poll() {
        if (count == 0) {
            return null;
        }
        Waiting stimulus = waiting[first];
        waiting[first] = null;
        first = (first + 1) % waiting.length;
        count--;
        return stimulus;
    }

    synchronized int size() {
        return count;
    }

    synchronized long dropped() {
        return dropped;
    }
}
