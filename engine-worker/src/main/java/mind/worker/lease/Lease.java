package mind.worker.lease;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import mind.protocol.Channels;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Retry;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Who may run a citizen: a key with an expiry that its holder renews, and beside it the newest epoch given out. Both live
 * in the server that holds the graph, because that server refuses the writes of an older epoch. One tenure at a time.
 */
/*
 * The trick: the lease key alone can't protect a graph, since its holder may be frozen between looking and writing. The
 * epoch can: it changes only when the holder changes, never by renewal, so a writer may WATCH it (see persist).
 *
 * A holder that died on this machine is not waited for: the lease names its process, and a process of this machine that is
 * gone can't come back. Should the guess ever be wrong, the epoch still fences it out.
 */
public final class Lease implements AutoCloseable {
    /** Answers {@code {1, epoch}} or {@code {0, holder}}. KEYS lease, epoch; ARGV me, milliseconds, now, dead holder. */
    private static final String BID = """
            local holder = redis.call('GET', KEYS[1])
            if holder and holder ~= ARGV[1] and holder ~= ARGV[4] then return {0, holder} end
            local last = tonumber(redis.call('GET', KEYS[2]) or '0') or 0
            local epoch = string.format('%.0f', math.max(last + 1, tonumber(ARGV[3])))
            redis.call('SET', KEYS[2], epoch)
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return {1, epoch}
            """;
    /** Answers {@code {1}} or {@code {0, holder}}. KEYS lease, epoch; ARGV me, milliseconds, my epoch. */
    private static final String RENEW = """
            local holder = redis.call('GET', KEYS[1])
            local newest = tonumber(redis.call('GET', KEYS[2]) or '0') or 0
            if newest > tonumber(ARGV[3]) or (holder and holder ~= ARGV[1]) then return {0, holder or ''} end
            if newest < tonumber(ARGV[3]) then redis.call('SET', KEYS[2], ARGV[3]) end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return {1}
            """;
    /** KEYS lease; ARGV me. */
    private static final String RELEASE =
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

    private static final long BID_MILLIS = 500; // between looks at a lease that another holds

    private final Link link;
    private final String leaseKey;
    private final String epochKey;
    private final Holder self = Holder.self();
    private final long lengthMillis;
    private final CitizenLog log;
    private final Retry renewing;
    private final Retry bidding;
    private volatile Consumer<String> onLost = reason -> {};
    private final Thread keeper = new Thread(this::keep, "lease");
    private Tenure tenure; // guarded by this
    private volatile boolean closed;

    /**
     * @param link   a connection of its own to the server that holds the graph
     * @param length how long the lease outlives its last renewal
     */
    public Lease(Link link, String graph, Duration length, CitizenLog log) {
        this.link = link;
        this.leaseKey = Channels.lease(graph);
        this.epochKey = Channels.epoch(graph);
        this.lengthMillis = length.toMillis();
        this.log = log;
        long third = Math.max(50, lengthMillis / 3);
        this.renewing = new Retry(log, "The lease is renewed again", Math.min(100, third), third);
        this.bidding = new Retry(log, "FalkorDB answers again", 200, 10_000);
        keeper.setDaemon(true);
    }

    /** @param lost told why, whenever a tenure has been lost to another process */
    public void start(Consumer<String> lost) {
        onLost = lost;
        keeper.start();
    }

    /**
     * Waits until this process holds the lease.
     *
     * @param waiting told the reason whenever it changes
     */
    public Tenure obtain(Consumer<Wait> waiting) throws InterruptedException {
        String said = "";
        while (true) {
            long pause;
            try {
                String holder = bid("");
                if (!holder.isEmpty()
                        && Holder.parse(holder).filter(it -> it.isDeadFor(self)).isPresent()) {
                    log.info("The lease's holder, " + Holder.describe(holder) + ", is dead; taking it over");
                    holder = bid(holder);
                }
                bidding.worked();
                synchronized (this) {
                    if (holder.isEmpty()) {
                        return tenure;
                    }
                }
                String reason = "another worker runs this citizen: " + Holder.describe(holder)
                        + "; stop that one, or leave this one waiting to take over";
                if (!reason.equals(said)) {
                    log.warn(reason);
                    waiting.accept(new Wait(true, reason));
                    said = reason;
                }
                pause = BID_MILLIS;
            } catch (RuntimeException e) {
                link.drop();
                String trouble = link.trouble(e);
                pause = bidding.failed(trouble);
                if (!trouble.equals(said)) {
                    waiting.accept(new Wait(false, trouble));
                    said = trouble;
                }
            }
            Thread.sleep(pause);
        }
    }

    /**
     * Why the lease is not to be had yet.
     *
     * @param held   whether another worker holds it; else its server is away
     * @param reason in the operator's words
     */
    public record Wait(boolean held, String reason) {}

    /** Answers the holder, or nothing if it is ours now. */
    private synchronized String bid(String deadHolder) {
        long sent = System.nanoTime();
        List<?> answer = (List<?>) link.call(
                "EVAL",
                BID,
                2,
                leaseKey,
                epochKey,
                self.text(),
                lengthMillis,
                System.currentTimeMillis(),
                deadHolder.isEmpty() ? self.text() : deadHolder);
        if ((Long) answer.get(0) == 0) {
            return Link.text(answer.get(1));
        }
        tenure = new Tenure(Long.parseLong(Link.text(answer.get(1))), sent + lengthMillis * 1_000_000);
        notifyAll();
        return "";
    }

    private void keep() {
        try {
            while (!closed) {
                Thread.sleep(renewalPauseMillis());
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private synchronized long renewalPauseMillis() throws InterruptedException {
        while (tenure == null) {
            wait();
        }
        try {
            long sent = System.nanoTime();
            List<?> answer = (List<?>)
                    link.call("EVAL", RENEW, 2, leaseKey, epochKey, self.text(), lengthMillis, tenure.epoch());
            renewing.worked();
            if ((Long) answer.get(0) == 1) {
                tenure.renewed(sent + lengthMillis * 1_000_000);
                return lengthMillis / 3;
            }
            lost(Link.text(answer.get(1)));
            return 0;
        } catch (RuntimeException e) { // also of an answer that makes no sense: the lease is to be kept all the same
            link.drop();
            return renewing.failed(link.trouble(e));
        }
    }

    private void lost(String holder) {
        tenure.end();
        tenure = null;
        String by = holder.isEmpty() ? "another worker, since ended," : Holder.describe(holder);
        String reason = "lost the lease: " + by + " runs this citizen now";
        log.warn("Lost the lease: " + by + " runs this citizen now; nothing more is written or published by this one");
        onLost.accept(reason);
    }

    /** Ends the tenure and gives the lease to whoever wants it, as far as the server can be told. */
    public synchronized void release() {
        if (tenure == null) {
            return;
        }
        tenure.end();
        tenure = null;
        try {
            link.call("EVAL", RELEASE, 1, leaseKey, self.text());
        } catch (JedisException e) {
            log.warn("The lease could not be given back and runs out by itself: " + link.trouble(e));
        }
    }

    @Override
    public void close() {
        closed = true;
        keeper.interrupt();
        release();
        link.close();
    }
}
