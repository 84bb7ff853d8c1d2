package mind.gateway.access;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts the sockets that are open, in all and by address, and lets no more in than {@link ConnectionLimits} allow. */
public final class Turnstile {
    private final ConnectionLimits limits;
    private final Map<String, Integer> byAddress = new HashMap<>(); // at most limits.all entries
    private int open;

    public Turnstile(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** One place inside, given back by {@link #close()}; closing twice is fine. */
    public final class Pass implements AutoCloseable {
        private final String household;
        private final AtomicBoolean given = new AtomicBoolean();

        private Pass(String household) {
            this.household = household;
        }

        @Override
        public void close() {
            if (given.compareAndSet(false, true)) {
                leave(household);
            }
        }
    }

    /** Why nobody more gets in now. */
    public synchronized Optional<Refusal> fullFor(InetAddress address) {
        if (open >= limits.all()) {
            return Optional.of(Refusal.FULL);
        }
        boolean tooMany = !address.isLoopbackAddress()
                && byAddress.getOrDefault(Addresses.household(address), 0) >= limits.perAddress();
        return tooMany ? Optional.of(Refusal.ADDRESS_FULL) : Optional.empty();
    }

    /** A place for a socket of {@code address}, or empty where {@link #fullFor} has a reason. */
    public synchronized Optional<Pass> enter(InetAddress address) {
        if (fullFor(address).isPresent()) {
            return Optional.empty();
        }
        String household = Addresses.household(address);
        open++;
        byAddress.merge(household, 1, Integer::sum);
        return Optional.of(new Pass(household));
    }

    private synchronized void leave(String household) {
        open--;
        byAddress.computeIfPresent(household, (name, count) -> count == 1 ? null : count - 1);
    }

    public synchronized int open() {
        return open;
    }
}
