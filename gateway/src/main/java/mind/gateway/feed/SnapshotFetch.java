package mind.gateway.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import mind.protocol.Message;
import mind.protocol.Reply;
import mind.protocol.WireJson;

/**
 * Brings one citizen's snapshot from its worker, part by part, once for all who wait for it. A part is asked for at most
 * {@value #TRIES} times; then the whole is begun anew, {@value #SHORTEST_WAIT_MILLIS} to {@value #LONGEST_WAIT_MILLIS} ms
 * later, for as long as somebody waits. One that was too large is left alone longer each time, up to {@value
 * #LONGEST_WAIT_TOO_LARGE_MILLIS} ms. Owned by the relay thread.
 */
final class SnapshotFetch {
    private static final Logger LOG = Logger.getLogger("mind.gateway.feed");
    private static final int TRIES = 3;
    private static final int MOST_PARTS = 4_096;
    private static final long SHORTEST_WAIT_MILLIS = 100;
    private static final long LONGEST_WAIT_MILLIS = 5_000;
    private static final long LONGEST_WAIT_TOO_LARGE_MILLIS = 300_000;

    private final CitizenLog log;
    private final CommandBus commands;
    private final RelayLoop loop;
    private final FeedCounters counters;
    private final long mostBytes;
    private final List<byte[]> parts = new ArrayList<>();
    private boolean running;
    private int run; // answers to an earlier run are not ours
    private int tries;
    private String id = "";
    private int total;
    private long bytes;
    private long epoch;
    private long seq;
    private long waitMillis = SHORTEST_WAIT_MILLIS;
    private long notBeforeMs;
    private String trouble = "";
    private Optional<String> tooLarge = Optional.empty();

    SnapshotFetch(CitizenLog log, CommandBus commands, RelayLoop loop, FeedCounters counters, long mostBytes) {
        this.log = log;
        this.commands = commands;
        this.loop = loop;
        this.counters = counters;
        this.mostBytes = mostBytes;
    }

    /** Begins, unless it has begun or failed a moment ago. @return whether a snapshot is on its way */
    boolean begin(long nowMs) {
        if (!running && nowMs >= notBeforeMs) {
            running = true;
            run++;
            parts.clear();
            bytes = 0;
            id = "";
            total = 1;
            tries = 0;
            next();
        }
        return running;
    }

    boolean isRunning() {
        return running;
    }

    /** That it was too large when it was last fetched, in a line. */
    Optional<String> tooLarge() {
        return tooLarge;
    }

    /** Bytes that have come so far. */
    long bytes() {
        return bytes;
    }

    /** The worker gives a sign of life: what failed may be tried again at once, but for what was too large. */
    void encourage() {
        if (tooLarge.isEmpty()) {
            startOver();
        }
    }

    /** The graph may be another: whatever failed may be tried again at once. */
    void startOver() {
        tooLarge = Optional.empty();
        notBeforeMs = 0;
        waitMillis = SHORTEST_WAIT_MILLIS;
    }

    private void next() {
        int part = parts.size();
        int thisRun = run;
        ObjectNode args = WireJson.MAPPER.createObjectNode().put("part", part);
        if (part > 0) {
            args.put("snapshot", id);
        }
        tries++;
        commands.askForMessage(log.graph(), "snapshot", args)
                .whenComplete((message, failure) -> loop.execute(() -> {
                    if (running && thisRun == run && parts.size() == part) {
                        take(message, failure);
                    }
                }));
    }

    private void take(Message message, Throwable failure) {
        if (failure != null) {
            boolean again = failure instanceof CommandBus.Refused refused && refused.code() == 504 && tries < TRIES;
            if (again && !parts.isEmpty()) {
                next();
            } else {
                fail(failure.getMessage());
            }
            return;
        }
        byte[] body = new byte[message.body().remaining()];
        message.body().duplicate().get(body);
        try {
            if (!message.header().type().equals(Reply.SNAPSHOT_TYPE)) {
                fail(WireJson.MAPPER.readValue(body, Reply.class).error());
                return;
            }
            if (parts.isEmpty()) {
                JsonNode head = WireJson.MAPPER.readTree(body);
                id = head.path("snapshot").asText();
                total = head.path("parts").asInt();
                epoch = message.header().epoch();
                seq = message.header().seq();
                if (total < 1 || total > MOST_PARTS) {
                    fail("it has " + total + " parts");
                    return;
                }
            }
        } catch (IOException e) {
            fail(e.getMessage());
            return;
        }
        bytes += body.length;
        if (bytes > mostBytes) {
            String why = "it is larger than " + (mostBytes >> 20)
                    + " MiB, a quarter of the gateway's heap: raise MIND_GATEWAY_HEAP_MIB";
            tooLarge = Optional.of("no snapshot of " + log.graph() + ": " + why);
            waitMillis = Math.max(LONGEST_WAIT_MILLIS, waitMillis);
            fail(why, LONGEST_WAIT_TOO_LARGE_MILLIS);
            return;
        }
        parts.add(body);
        tries = 0;
        if (parts.size() < total) {
            next();
        } else {
            done();
        }
    }

    private void done() {
        running = false;
        startOver();
        trouble = "";
        counters.snapshotBuilds.increment();
        log.offer(new Snapshot(log.graph(), epoch, seq, parts));
        parts.clear();
    }

    private void fail(String why) {
        fail(why, LONGEST_WAIT_MILLIS);
    }

    private void fail(String why, long longestWaitMillis) {
        running = false;
        parts.clear();
        counters.snapshotFailures.increment();
        notBeforeMs = SteadyClock.millis() + waitMillis;
        waitMillis = Math.min(longestWaitMillis, waitMillis * 2);
        if (!trouble.equals(why)) {
            trouble = why;
            LOG.info("No snapshot of " + log.graph() + " yet: " + why);
        }
    }
}
