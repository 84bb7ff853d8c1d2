package mind.gateway.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Logger;
import mind.protocol.EngineStatus;
import mind.protocol.Fleet;
import mind.protocol.GraphName;
import mind.protocol.Message;
import mind.protocol.State;
import mind.protocol.WireJson;

/**
 * All citizens we know of and how each one is. Two witnesses are heard: the supervisor, who knows at once when a process
 * has ended, and each citizen's worker, who knows what it is doing; where they disagree the later one is believed, and a
 * worker that has been silent too long turns {@code unknown}. Owned by the relay thread; others read {@link #all}.
 */
public final class Lives {
    private static final Logger LOG = Logger.getLogger("mind.gateway.feed");
    /** States in which a supervisor expects no word from the worker. */
    private static final Set<State> DOWN = EnumSet.of(
            State.STOPPED, State.BLOCKED, State.STOPPING, State.BACKOFF, State.QUARANTINED, State.EXITED, State.EMPTY);
    /** A worker's last words may still be on their way when the supervisor writes that it has ended. */
    private static final long LAST_WORDS_MILLIS = 1_000;
    /** Whom the supervisor's list does not name is forgotten after so much silence: removed, or another's and ended. */
    private static final long GONE_MILLIS = 30_000;
    /** The same where there is no list, and silence may be Redis's or ours: nobody else says who is still a citizen. */
    private static final long GONE_UNLISTED_MILLIS = 3_600_000;
    /** Without a supervisor's list anybody who speaks is a citizen; more than this are not remembered. */
    private static final int MOST_UNLISTED = 1_024;

    private final long silenceMillis;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final LongAdder overlooked = new LongAdder();
    private boolean listed;
    private boolean looking = true;
    private String reason = "";
    private long fleetVersion = 1;
    private long version;
    private volatile List<Life> all = List.of();

    private static final class Entry {
        private final GraphName name;
        private Optional<Fleet.Citizen> listed = Optional.empty();
        private long listedMs;
        private EngineStatus status;
        private ObjectNode told;
        private long epoch;
        private long seq;
        private long heardMs;
        private boolean dirty;
        private Life life;

        Entry(GraphName name) {
            this.name = name;
        }
    }

    public Lives(Duration silence) {
        this.silenceMillis = silence.toMillis();
    }

    /**
     * Takes a lifecycle message.
     *
     * @return the citizen as it now is; empty if the message is from an earlier life
     * @throws IOException if it does not tell how the citizen is; nothing has changed
     */
    Optional<Life> heard(Message message, long nowMs) throws IOException {
        Message.Header header = message.header();
        JsonNode told = told(message);
        EngineStatus status = WireJson.MAPPER.treeToValue(told, EngineStatus.class);
        if (!(told instanceof ObjectNode object) || status.state() == null) {
            throw new IOException("the lifecycle of " + header.citizen() + " tells no state");
        }
        Entry entry = entries.get(header.citizen());
        if (entry == null) {
            if (entries.size() >= MOST_UNLISTED) {
                overlook(header.citizen());
                return Optional.empty();
            }
            entry = new Entry(GraphName.of(header.citizen()));
            entries.put(header.citizen(), entry);
        }
        if (header.epoch() < entry.epoch) {
            return Optional.empty();
        }
        object.remove("subentity_ids"); // up to 500 names, a second, to every browser: the snapshot has them
        entry.status = status;
        entry.told = object;
        entry.epoch = header.epoch();
        entry.seq = header.seq();
        entry.heardMs = nowMs;
        entry.dirty = true;
        refresh(entry, nowMs);
        publish();
        return Optional.of(entry.life);
    }

    private void overlook(String graph) {
        if (overlooked.sum() == 0) {
            LOG.warning("There are " + entries.size() + " citizens already: " + graph
                    + " is not taken in, nor are others that the supervisor's list does not name (told once)");
        }
        overlooked.increment();
    }

    private static JsonNode told(Message message) throws IOException {
        byte[] body = new byte[message.body().remaining()];
        message.body().duplicate().get(body);
        return WireJson.MAPPER.readTree(body);
    }

    /** Takes the supervisor's list, which says who is a citizen and in which order to show them. */
    void listed(Fleet fleet, long nowMs) {
        Map<String, Entry> before = new LinkedHashMap<>(entries);
        entries.clear();
        for (Fleet.Citizen citizen : fleet.citizens()) {
            Entry entry = before.remove(citizen.graph());
            if (entry == null) {
                entry = new Entry(
                        new GraphName(citizen.graph(), citizen.citizen(), GraphName.Level.valueOf(citizen.level())));
            }
            boolean same = entry.listed.map(Fleet.Citizen::state).equals(Optional.of(citizen.state()));
            entry.listedMs = same ? entry.listedMs : nowMs;
            entry.listed = Optional.of(citizen);
            entries.put(citizen.graph(), entry);
            refresh(entry, nowMs);
        }
        before.values().stream().filter(entry -> entry.heardMs > 0).forEach(entry -> {
            entry.listed = Optional.empty(); // speaks, but is not this supervisor's
            entries.put(entry.name.graph(), entry);
            refresh(entry, nowMs);
        });
        listed = true;
        looking = fleet.looking();
        reason = fleet.reason();
        fleetVersion++;
        publish();
    }

    /** Once a second: who has fallen silent, who is gone, and whose numbers moved. */
    void second(long nowMs) {
        long patience = isComplete() ? GONE_MILLIS : GONE_UNLISTED_MILLIS;
        if (entries.values().removeIf(entry -> isGone(entry, nowMs - patience))) {
            fleetVersion++;
        }
        for (Entry entry : entries.values()) {
            refresh(entry, nowMs);
            if (entry.dirty) {
                entry.dirty = false;
                entry.life = build(entry, nowMs, entry.life.version() + 1);
                version++;
            }
        }
        publish();
    }

    private static boolean isGone(Entry entry, long sinceMs) {
        return entry.listed.isEmpty() && entry.heardMs < sinceMs;
    }

    private void refresh(Entry entry, long nowMs) {
        Life now = build(entry, nowMs, entry.life == null ? 1 : entry.life.version());
        Life old = entry.life;
        boolean changed = old == null
                || now.state() != old.state()
                || !now.percent().equals(old.percent())
                || now.epoch() != old.epoch()
                || now.restarts() != old.restarts()
                || !now.nextTryMs().equals(old.nextTryMs())
                || now.state() != State.UNKNOWN && !now.reason().equals(old.reason());
        if (changed) {
            fleetVersion++;
            version++;
            entry.dirty = false;
            now = build(entry, nowMs, now.version() + 1);
        }
        entry.life = now;
    }

    private Life build(Entry entry, long nowMs, long version) {
        State state = state(entry, nowMs);
        boolean workerSays = entry.status != null && state == entry.status.state() && fresh(entry, nowMs);
        String why;
        if (state == State.UNKNOWN) {
            why = entry.heardMs == 0
                    ? "its engine has not been heard yet"
                    : String.format(
                            Locale.ROOT, "no word from its engine for %.1f s", (nowMs - entry.heardMs) / 1_000.0);
        } else {
            why = workerSays
                    ? entry.status.reason()
                    : entry.listed.map(Fleet.Citizen::reason).orElse("");
        }
        Optional<Integer> percent = workerSays
                ? Optional.ofNullable(entry.status.progress()).map(EngineStatus.Progress::percent)
                : entry.listed.map(Fleet.Citizen::percent);
        return new Life(
                entry.name.graph(),
                entry.name.citizen(),
                entry.name.level().name(),
                state,
                why == null ? "" : why,
                percent,
                entry.listed.map(Fleet.Citizen::restarts).orElse(0),
                entry.listed.map(Fleet.Citizen::nextTryMs),
                entry.epoch,
                entry.seq,
                entry.heardMs,
                Optional.ofNullable(entry.told),
                Optional.ofNullable(entry.status),
                version);
    }

    private boolean fresh(Entry entry, long nowMs) {
        return entry.heardMs > 0 && nowMs - entry.heardMs < silenceMillis;
    }

    private State state(Entry entry, long nowMs) {
        boolean fresh = fresh(entry, nowMs);
        if (entry.listed.isEmpty()) {
            return fresh ? entry.status.state() : State.UNKNOWN;
        }
        State listedState = entry.listed.get().state();
        if (DOWN.contains(listedState)) {
            return fresh && entry.heardMs > entry.listedMs + LAST_WORDS_MILLIS ? entry.status.state() : listedState;
        }
        if (fresh) {
            return entry.status.state();
        }
        boolean starting = listedState == State.STARTING || listedState == State.LOADING;
        boolean awaited = entry.heardMs == 0 && nowMs - entry.listedMs < silenceMillis;
        return awaited || starting && entry.listedMs > entry.heardMs ? listedState : State.UNKNOWN;
    }

    private void publish() {
        List<Life> list = new ArrayList<>(entries.size());
        entries.values().forEach(entry -> list.add(entry.life));
        all = List.copyOf(list);
    }

    /** Every citizen, in the order to show them; safe to read from any thread. */
    public List<Life> all() {
        return all;
    }

    public Optional<Life> find(String graph) {
        Entry entry = entries.get(graph);
        return entry == null ? Optional.empty() : Optional.of(entry.life);
    }

    /** Words of citizens that were not taken in, for there were too many. From any thread. */
    public long overlooked() {
        return overlooked.sum();
    }

    /** Whether a supervisor's list says who is a citizen, so that another name is a mistake. */
    public boolean isComplete() {
        return listed && !looking;
    }

    /** Whether the citizens are still being looked for. */
    public boolean looking() {
        return looking && entries.isEmpty() || listed && looking;
    }

    public String reason() {
        return reason;
    }

    /** Rises with each new version of a life. */
    public long version() {
        return version;
    }

    /** Rises with each change of who is there and how they are. */
    public long fleetVersion() {
        return fleetVersion;
    }
}
