package mind.worker.dynamics;

/** Stimuli on their way into an engine: bounded, the oldest dropped when it is full. Safe to use from any thread. */
final class StimulusQueue {
    private final Stimulus[] waiting;
    private int first;
    private int count;
    private long dropped;

    StimulusQueue(int bound) {
        waiting = new Stimulus[bound];
    }

    /** Adds {@code stimulus}; answers how many wait. */
    synchronized int offer(Stimulus stimulus) {
        if (count == waiting.length) {
            poll();
            dropped++;
        }
        waiting[(first + count) % waiting.length] = stimulus;
        return ++count;
    }

    /** Takes the oldest; null when none waits. */
    synchronized Stimulus poll() {
        if (count == 0) {
            return null;
        }
        Stimulus stimulus = waiting[first];
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
