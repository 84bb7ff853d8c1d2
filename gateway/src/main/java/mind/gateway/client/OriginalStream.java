package mind.gateway.client;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mind.gateway.feed.CitizenLog;
import mind.gateway.feed.Feed;
import mind.gateway.feed.Life;
import mind.gateway.feed.RelayLoop;
import mind.gateway.wire.OriginalWire;

/**
 * What all original-dialect sockets are told, enveloped once: the telemetry of all citizens in a ring, oldest dropped, and
 * beside it the changes of graphs and the answers to stimuli. Those give way to a later one about the same thing; where a
 * socket stalls so long that they are too many, they are dropped, and it has to come again. Sockets read it by cursors of
 * their own. It follows the citizens only while a socket is there. The relay thread's.
 */
final class OriginalStream {
    private static final int SLOTS = 2_048;
    private static final long MAX_BYTES = 8 << 20;
    /** Of what is kept beside the ring for sockets that stall; who needs more comes again. */
    private static final long MOST_KEPT_BYTES = 8 << 20;
    /** A page that reconnects, as the existing one does after five seconds, finds the pictures still there. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int PICTURES_WAITING = 2_048;
    private static final int MOST_ANSWERS = 1_024;

    private final Feed feed;
    private final RelayLoop loop;
    private final ClientCounters counters;
    private final Entry[] ring = new Entry[SLOTS];
    private final TreeMap<Long, Kept> kept = new TreeMap<>(); // by index
    private final Map<String, Long> keptAt = new HashMap<>(); // what each is about
    private final Deque<String> answers = new ArrayDeque<>(); // which of them are answers to stimuli, oldest first
    private final Map<String, Long> newest = new HashMap<>();
    private final Map<String, CitizenTrack> tracks = new LinkedHashMap<>();
    private final Set<OriginalClient> clients = new HashSet<>();
    private final GraphRoom room;
    private final ExecutorService pictures;
    private long first = 1;
    private long head;
    private long bytes;
    private long keptBytes;
    private boolean following;
    private long leftNanos;
    private ByteBuffer hierarchy = ByteBuffer.allocate(0);
    private long hierarchyVersion;
    private long hierarchyOf = -1;
    private ByteBuffer state = ByteBuffer.allocate(0);
    private long stateVersion;

    /**
     * One message to all.
     *
     * @param index   its place in the stream
     * @param graph   the citizen it is about; empty for an answer about one that does not exist
     * @param type    event name
     * @param durable whether it may not be dropped
     * @param frame   the message
     */
    record Entry(long index, String graph, String type, boolean durable, ByteBuffer frame) {}

    /** An entry that is kept, and what it is about. */
    private record Kept(String name, Entry entry) {}

    OriginalStream(Feed feed, RelayLoop loop, ClientCounters counters, GraphRoom room) {
        this.feed = feed;
        this.loop = loop;
        this.counters = counters;
        this.room = room;
        var pool = new ThreadPoolExecutor(
                1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(PICTURES_WAITING), task -> {
                    var thread = new Thread(task, "original-pictures");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.pictures = pool;
    }

    void enter(OriginalClient client) {
        clients.add(client);
        following = true;
    }

    void leave(OriginalClient client, long nowNanos) {
        clients.remove(client);
        leftNanos = nowNanos;
    }

    /** Something a socket may wait for has been made. */
    void offerMore() {
        clients.forEach(client -> loop.execute(client::offerMore)); // each in its own turn
    }

    /** What pages have of {@code graph} cannot be brought up to date: they are to connect again, and get it anew. */
    void comeAgain(String graph) {
        clients.forEach(client -> client.comeAgain(graph));
    }

    /** Takes from the logs what is new; before the sockets are served. */
    void tick(long nowNanos) {
        if (!following) {
            return;
        }
        if (clients.isEmpty() && nowNanos - leftNanos > LINGER_NANOS) {
            stopFollowing();
            return;
        }
        for (Life life : feed.lives().all()) {
            if (!tracks.containsKey(life.graph())) {
                Optional<CitizenLog> log = feed.watch(life.graph());
                log.ifPresent(of -> tracks.put(life.graph(), new CitizenTrack(of, this, feed, loop, pictures)));
            }
        }
        tracks.values().forEach(track -> track.advance(nowNanos));
    }

    private void stopFollowing() {
        following = false;
        tracks.values().forEach(CitizenTrack::close);
        tracks.keySet().forEach(feed::unwatch);
        tracks.clear();
        kept.clear();
        keptBytes = 0;
        keptAt.clear();
        answers.clear();
        newest.clear();
        for (; first <= head; first++) {
            ring[slot(first)] = null;
        }
        bytes = 0;
    }

    /** Once a second. */
    void second() {
        if (!following) {
            return;
        }
        stateVersion++;
        state = OriginalWire.dashboardState(feed.lives().all());
        long slowest = clients.stream().mapToLong(OriginalClient::cursor).min().orElse(head);
        while (!kept.isEmpty() && kept.firstKey() <= slowest) {
            forget(kept.firstKey());
        }
        keptAt.values().removeIf(index -> index <= slowest);
        answers.removeIf(name -> !keptAt.containsKey(name));
        tracks.values().removeIf(track -> {
            boolean gone = feed.lives().find(track.graph()).isEmpty();
            if (gone) {
                track.close();
                clients.forEach(client -> client.forget(track.graph()));
                feed.unwatch(track.graph());
            }
            return gone;
        });
        tracks.values().forEach(CitizenTrack::second);
    }

    /** Telemetry: the newest of its kind is what counts. */
    void tell(String graph, String type, ByteBuffer frame) {
        append(graph, type, false, frame);
        newest.put(kind(graph, type), head);
    }

    /** @param key what it is about: a later one about the same makes it superfluous */
    void tellDurably(String graph, String key, String type, ByteBuffer frame) {
        Entry entry = append(graph, type, true, frame);
        keep(graph + "\n" + key, entry);
    }

    /** The answer to a stimulus; of these only the newest are kept for sockets that stall. */
    void answer(String graph, String id, ByteBuffer frame) {
        Entry entry = append(graph, OriginalWire.ACK, true, frame);
        String name = graph + "\n" + OriginalWire.ACK + " " + id;
        keep(name, entry);
        answers.add(name);
        if (answers.size() > MOST_ANSWERS) {
            Long oldest = keptAt.remove(answers.remove());
            if (oldest != null) {
                forget(oldest);
                counters.dropped.increment();
            }
        }
    }

    private void keep(String name, Entry entry) {
        Long before = keptAt.put(name, entry.index());
        if (before != null) {
            forget(before);
        }
        kept.put(entry.index(), new Kept(name, entry));
        keptBytes += entry.frame().remaining();
        while (keptBytes > MOST_KEPT_BYTES && kept.firstKey() < first) { // what the ring has takes nothing more
            Kept oldest = forget(kept.firstKey());
            keptAt.remove(oldest.name());
            counters.dropped.increment();
            List.copyOf(clients).forEach(client -> client.lost(oldest.entry()));
        }
    }

    private Kept forget(long index) {
        Kept gone = kept.remove(index);
        keptBytes -= gone.entry().frame().remaining();
        return gone;
    }

    private Entry append(String graph, String type, boolean durable, ByteBuffer frame) {
        head++;
        var entry = new Entry(head, graph, type, durable, frame);
        ring[slot(head)] = entry;
        bytes += frame.remaining();
        while (head - first + 1 > CitizenLog.MAX_EVENTS || bytes > MAX_BYTES && first < head) {
            bytes -= ring[slot(first)].frame().remaining();
            ring[slot(first)] = null;
            first++;
        }
        return entry;
    }

    private static int slot(long index) {
        return (int) (index & (SLOTS - 1));
    }

    private static String kind(String graph, String type) {
        return graph + "\n" + type;
    }

    /** The oldest message after {@code cursor} that has not been dropped. */
    Optional<Entry> after(long cursor) {
        if (cursor >= head) {
            return Optional.empty();
        }
        if (cursor + 1 >= first) {
            return Optional.of(ring[slot(cursor + 1)]);
        }
        Map.Entry<Long, Kept> durable = kept.higherEntry(cursor);
        Entry next =
                durable != null && durable.getKey() < first ? durable.getValue().entry() : ring[slot(first)];
        counters.dropped.add(next.index() - cursor - 1);
        return Optional.of(next);
    }

    /** Whether a later message of the same kind about the same citizen is there. */
    boolean superseded(Entry entry) {
        return !entry.durable() && newest.getOrDefault(kind(entry.graph(), entry.type()), 0L) > entry.index();
    }

    /** Bytes kept beside the ring, or in both. */
    long keptBytes() {
        return keptBytes;
    }

    long head() {
        return head;
    }

    Optional<CitizenTrack> track(String graph) {
        return Optional.ofNullable(tracks.get(graph));
    }

    Collection<CitizenTrack> tracks() {
        return tracks.values();
    }

    Feed feed() {
        return feed;
    }

    GraphRoom room() {
        return room;
    }

    ClientCounters counters() {
        return counters;
    }

    /** Rises when a citizen comes, goes or changes its state. */
    long hierarchyVersion() {
        refreshHierarchy();
        return hierarchyVersion;
    }

    ByteBuffer hierarchy(Gate.Grant grant) {
        if (grant.isLimited()) {
            return OriginalWire.hierarchy(feed.lives().all().stream()
                    .filter(life -> grant.mayWatch(life.graph()))
                    .toList());
        }
        refreshHierarchy();
        return hierarchy;
    }

    private void refreshHierarchy() {
        if (hierarchyOf != feed.lives().fleetVersion()) {
            hierarchyOf = feed.lives().fleetVersion();
            hierarchyVersion++;
            hierarchy = OriginalWire.hierarchy(feed.lives().all());
        }
    }

    /** Rises once a second. */
    long stateVersion() {
        return stateVersion;
    }

    ByteBuffer state() {
        return state;
    }

    void close() {
        pictures.shutdownNow();
    }
}
