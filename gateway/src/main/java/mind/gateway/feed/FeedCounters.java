package mind.gateway.feed;

import java.util.concurrent.atomic.LongAdder;
import mind.gateway.metrics.EventCounts;

/** What happened on the way in from Redis, since the process started. */
public final class FeedCounters {
    /** Events of watched citizens by type. */
    public final EventCounts byType = new EventCounts();

    public final LongAdder messagesIn = new LongAdder();
    public final LongAdder bytesIn = new LongAdder();
    /** Messages that were no message of our version. */
    public final LongAdder malformed = new LongAdder();
    /** Messages lost because the relay's queue was full. */
    public final LongAdder overflowed = new LongAdder();
    /** Events of an earlier life than one already seen. */
    public final LongAdder stale = new LongAdder();

    public final LongAdder repeated = new LongAdder();
    /** Stretches of events that ended in a hole, a new life or void indices. */
    public final LongAdder gaps = new LongAdder();

    public final LongAdder reconnects = new LongAdder();
    /** Snapshots fetched from workers. */
    public final LongAdder snapshotBuilds = new LongAdder();
    /** Snapshots sent to clients from the shared copy. */
    public final LongAdder snapshotServes = new LongAdder();

    /** Snapshots forgotten early, for nobody watched their citizens and they were large. */
    public final LongAdder snapshotsLetGo = new LongAdder();

    /** Subscriptions told that their snapshot is too large to be sent. */
    public final LongAdder snapshotsRefused = new LongAdder();

    public final LongAdder snapshotFailures = new LongAdder();
    public final LongAdder commands = new LongAdder();
    /** Commands whose askers were refused before they could be sent. */
    public final LongAdder commandsUnsent = new LongAdder();

    public final LongAdder commandTimeouts = new LongAdder();
}
