package mind.worker.publish;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The few snapshot copies that somebody is still reading, each kept until it has not been asked for a while. */
public final class Snapshots {
    /** Most copies alive at once; a further one takes the place of the one asked for longest ago. */
    static final int MOST = 4;

    static final Duration KEPT = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private final Deque<Held> held = new ArrayDeque<>(); // the one asked for longest ago first
    private long lastNumber;

    private static final class Held {
        final String name;
        final SnapshotParts parts;
        long askedNanos;

        Held(String name, SnapshotParts parts, long askedNanos) {
            this.name = name;
            this.parts = parts;
            this.askedNanos = askedNanos;
        }
    }

    public Snapshots() {
        this(System::nanoTime);
    }

    Snapshots(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Keeps {@code parts} under a new name, which it answers. */
    public synchronized String keep(SnapshotParts parts) {
        expire();
        if (held.size() == MOST) {
            held.removeFirst();
        }
        String name = "s" + ++lastNumber;
        held.addLast(new Held(name, parts, nanoTime.getAsLong()));
        return name;
    }

    /** The copy named {@code name}, if it is still kept; it is kept anew from now. */
    public synchronized Optional<SnapshotParts> find(String name) {
        expire();
        for (Held one : held) {
            if (one.name.equals(name)) {
                one.askedNanos = nanoTime.getAsLong();
                held.remove(one);
                held.addLast(one);
                return Optional.of(one.parts);
            }
        }
        return Optional.empty();
    }

    /** The newest copy, with its name, if it shows tick {@code frame} and nothing has been told since {@code seq}. */
    public synchronized Optional<String> same(long epoch, long seq, long frame) {
        expire();
        return held.stream()
                .filter(one -> one.parts.copy().epoch() == epoch
                        && one.parts.copy().seq() == seq
                        && one.parts.copy().frame() == frame)
                .map(one -> one.name)
                .findFirst();
    }

    /** Lets go of copies nobody asked for in {@link #KEPT}; called now and then by anyone. */
    public synchronized void expire() {
        long oldest = nanoTime.getAsLong() - KEPT.toNanos();
        held.removeIf(one -> one.askedNanos - oldest < 0);
    }

    /** Lets go of all, because their indices are void. */
    public synchronized void clear() {
        held.clear();
    }
}
