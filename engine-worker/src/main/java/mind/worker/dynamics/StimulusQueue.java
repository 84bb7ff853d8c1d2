package mind.worker.dynamics;

/** Stimuli on their way into an engine: bounded, the oldest dropped when it is full. Safe to use from any thread. */
final class StimulusQueue {
    /** A stimulus with the nodes it may reach, which were looked for before it queued. */
    record Waiting(Stimulus stimulus, Candidates.Found found) {}

    private final Waiting[] waiting;
    private int first;
    private int count;
    private long dropped;
    private boolean closed;

    StimulusQueue(int bound) {
        waiting = new Waiting[bound];
    }

    /** Adds {@code stimulus}; answers how many wait, or -1 where nothing is taken any more. */
    synchronized int offer(Waiting stimulus) {
        if (closed) {
            return -1;
        }
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

    /** From now on takes nothing; what waits can still be taken out. */
    synchronized void close() {
        closed = true;
    }

    /** Counts on where {@code others} dropped so many. */
    synchronized void droppedBefore(long others) {
        dropped += others;
    }

    synchronized int size() {
        return count;
    }

    synchronized long dropped() {
        return dropped;
    }
}
