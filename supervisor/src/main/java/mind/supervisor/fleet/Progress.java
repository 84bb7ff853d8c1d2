package mind.supervisor.fleet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a command tells on its way, from the keeper's thread to the one that passes it on to whoever asked. Bounded, so that
 * one who does not read holds up nobody but himself; what he misses is counted, and he is told so.
 */
final class Progress {
    private static final int MOST_WAITING = 1_000;

    private final Deque<String> waiting = new ArrayDeque<>();
    private int dropped;
    private boolean ended;

    /** Never waits. */
    synchronized void add(String line) {
        if (waiting.size() < MOST_WAITING) {
            waiting.addLast(line);
        } else {
            dropped++;
        }
        notifyAll();
    }

    /** Nothing more comes. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Gives {@code reader} each line, on this thread, until the end. */
    void each(Consumer<String> reader) throws InterruptedException {
        for (Optional<String> line = next(); line.isPresent(); line = next()) {
            reader.accept(line.get());
        }
    }

    private synchronized Optional<String> next() throws InterruptedException {
        while (waiting.isEmpty() && dropped == 0 && !ended) {
            wait();
        }
        if (waiting.isEmpty() && dropped > 0) {
            String missed = dropped + " lines came faster than they were read; \"mind events\" has them";
            dropped = 0;
            return Optional.of(missed);
        }
        return Optional.ofNullable(waiting.pollFirst());
    }
}
