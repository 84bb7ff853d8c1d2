package mind.gateway.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes what goes to many at once: the relay's thread and a second one take the next few sockets in turn, since a system call
 * a frame is what an event costs, and two sockets share nothing. Where the second gets no processor the relay does it all.
 */
final class Deliveries implements AutoCloseable {
    /** Fewer than this are written before a second thread has woken up. */
    private static final int WORTH_IT = 48;
    /** Sockets taken at a time. */
    private static final int HANDFUL = 4;
    /** How often the relay looks whether the second has done its last handful, before it sleeps between looks. */
    private static final int LOOKS = 2_000;

    private static final long PAUSE_NANOS = 20_000;

    private static final Round NOTHING = new Round(List.of());

    private final Thread second = new Thread(this::help, "relay-second");
    private final boolean shared = Runtime.getRuntime().availableProcessors() > 1;
    private volatile Round offered = NOTHING;
    private volatile boolean closed;

    /** One event's sockets; who comes too late for it finds nothing left to take. */
    private static final class Round {
        private final List<Connection> due;
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger written = new AtomicInteger();

        Round(List<Connection> due) {
            this.due = due;
        }

        void work() {
            for (int from = taken.getAndAdd(HANDFUL); from < due.size(); from = taken.getAndAdd(HANDFUL)) {
                int to = Math.min(due.size(), from + HANDFUL);
                for (int i = from; i < to; i++) {
                    due.get(i).write();
                }
                written.addAndGet(to - from);
            }
        }

        boolean isDone() {
            return written.get() == due.size();
        }
    }

    Deliveries() {
        second.setDaemon(true);
        second.start();
    }

    /** Has each of {@code due} write its frame; returns when it has left, or waits in its socket. */
    void write(List<Connection> due) {
        if (!shared || due.size() < WORTH_IT) {
            due.forEach(Connection::write);
            return;
        }
        var round = new Round(List.copyOf(due)); // who comes late looks at it while the next are being gathered
        offered = round;
        LockSupport.unpark(second);
        round.work();
        for (int looks = 0; !round.isDone(); looks++) { // writing to a socket never waits, so this ends
            if (looks < LOOKS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        offered = NOTHING; // else it would hold on to sockets that have gone
    }

    private void help() {
        while (!closed) {
            offered.work();
            LockSupport.park(this);
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(second);
    }
}
