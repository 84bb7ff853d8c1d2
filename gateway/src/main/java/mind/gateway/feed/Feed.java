package mind.gateway.feed;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Logger;
import mind.gateway.feed.RelayLoop.BusMessage;
import mind.gateway.heap.HeapBudget;
import mind.protocol.Channels;
import mind.protocol.Message;
import mind.protocol.ServerAddress;

/**
 * Everything that comes in from Redis and from the supervisor's list: the lives of all citizens always, a citizen's events
 * only while somebody watches it. Methods are the relay thread's unless they say otherwise.
 */
public final class Feed implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.gateway.feed");
    /** How long a citizen nobody watches any more is kept, so that a page that reloads finds all as it was. */
    private static final long LINGER_MILLIS = 30_000;
    /** A lifecycle message may overtake events on their way; this much later what it names should have come. */
    private static final long OVERTAKEN_MILLIS = 500;
    /** A snapshot with more events after it is not worth handing out while a newer one can be had. */
    private static final long STALE_EVENTS = 400;

    private static final long FLEET_POLL_MILLIS = 200;
    /** Citizens watched at a time, so that invented names cannot fill Redis or us. */
    private static final int MOST_WATCHED = 1_024;

    /** How many of them may be such as nobody has heard of. */
    private static final int MOST_UNHEARD = 512;

    private static final int MOST_TYPES = 512;

    private final RelayLoop loop;
    private final FeedCounters counters;
    private final HeapBudget heap;
    private final CommandBus commands;
    private final Lives lives;
    private final Subscriber subscriber;
    private final Optional<FleetFile> fleetFile;
    private final Map<String, Watched> watched = new HashMap<>();
    private final Map<Snapshot, Integer> held = new IdentityHashMap<>(); // by how many
    private final Map<String, String> types = new HashMap<>();
    private ScheduledExecutorService timer;
    private volatile int watchedCount;
    private volatile long eventBytes;

    private static final class Watched {
        private final CitizenLog log;
        private final SnapshotFetch fetch;
        private int watchers;
        private long leftMs;
        private long missingSinceMs;

        Watched(CitizenLog log, SnapshotFetch fetch) {
            this.log = log;
            this.fetch = fetch;
        }
    }

    /**
     * @param fleetFile the supervisor's list, where there is a supervisor
     * @param silence   how long a worker may be silent before its citizen is {@code unknown}
     */
    public Feed(
            ServerAddress redis,
            Optional<Path> fleetFile,
            Duration silence,
            RelayLoop loop,
            FeedCounters counters,
            HeapBudget heap) {
        this.heap = heap;
        this.loop = loop;
        this.counters = counters;
        this.commands = new CommandBus(redis, counters, CommandBus.PATIENCE);
        this.lives = new Lives(silence);
        this.fleetFile = fleetFile.map(FleetFile::new);
        this.subscriber =
                new Subscriber(redis, Set.of(Channels.LIFECYCLE, commands.channel()), loop, counters, () -> {});
    }

    public void start() {
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "feed-timer");
            thread.setDaemon(true);
            return thread;
        });
        fleetFile.ifPresent(file -> timer.scheduleWithFixedDelay(
                () -> file.changed().ifPresent(fleet -> loop.execute(() -> lives.listed(fleet, SteadyClock.millis()))),
                0,
                FLEET_POLL_MILLIS,
                TimeUnit.MILLISECONDS));
        subscriber.start(timer);
    }

    /** From any thread. */
    public CommandBus commands() {
        return commands;
    }

    public Lives lives() {
        return lives;
    }

    public FeedCounters counters() {
        return counters;
    }

    /** Why the feed cannot be trusted now; empty while Redis has given a sign of life lately. From any thread. */
    public Optional<String> trouble() {
        return subscriber.trouble();
    }

    /** Milliseconds since Redis last gave a sign of life; without meaning before the first. From any thread. */
    public long signAgeMillis() {
        return subscriber.signAgeMillis();
    }

    /** Citizens watched or lingering. From any thread. */
    public int watchedCount() {
        return watchedCount;
    }

    /** Memory taken by the events kept, a second ago at most. From any thread. */
    public long eventBytes() {
        return eventBytes;
    }

    /** Takes one message from Redis. */
    public void accept(BusMessage message) {
        try {
            if (message.channel().equals(Channels.LIFECYCLE)) {
                lives.heard(Message.parse(message.bytes()), SteadyClock.millis())
                        .ifPresent(this::compare);
            } else if (message.channel().equals(commands.channel())) {
                commands.accept(Message.parse(message.bytes()));
            } else {
                Watched citizen =
                        watched.get(Channels.graphOfEvents(message.channel()).orElse(""));
                if (citizen != null) {
                    append(citizen, message.bytes());
                }
            }
        } catch (IOException e) {
            if (counters.malformed.sum() == 0) {
                LOG.warning("A message on " + message.channel() + " is none of ours (told once): " + e.getMessage());
            }
            counters.malformed.increment();
        }
    }

    private void append(Watched citizen, byte[] bytes) throws IOException {
        Message message = Message.parse(bytes);
        Message.Header header = message.header();
        var event = new Event(
                header.epoch(),
                header.seq(),
                shared(header.type()),
                header.frame(),
                header.tMs(),
                bytes,
                bytes.length - message.body().remaining());
        counters.byType.add(event.type());
        switch (citizen.log.append(event)) {
            case STALE -> counters.stale.increment();
            case REPEATED -> counters.repeated.increment();
            case BROKEN -> broken(citizen);
            case APPENDED -> citizen.missingSinceMs = 0;
        }
    }

    private void broken(Watched citizen) {
        counters.gaps.increment();
        citizen.missingSinceMs = 0;
        citizen.fetch.startOver();
        LOG.info("A new snapshot of " + citizen.log.graph() + " is needed: " + citizen.log.voidReason());
    }

    /** One string a kind of event: thousands of events in the logs name a few dozen kinds. */
    private String shared(String type) {
        String known = types.get(type);
        if (known == null) {
            known = type;
            if (types.size() < MOST_TYPES) {
                types.put(type, type);
            }
        }
        return known;
    }

    /** What a worker says of itself against what we have of it: a new life, or a tail that was lost. */
    private void compare(Life life) {
        Watched citizen = watched.get(life.graph());
        if (citizen == null) {
            return;
        }
        CitizenLog log = citizen.log;
        if (life.epoch() > log.epoch()) {
            log.begin(life.epoch(), life.seq(), log.epoch() > 0 ? "the engine was started anew" : "the engine came up");
            broken(citizen);
        } else if (life.epoch() < log.epoch() || life.seq() <= log.head()) {
            citizen.missingSinceMs = 0;
        } else if (citizen.missingSinceMs == 0) {
            citizen.missingSinceMs = SteadyClock.millis();
        } else if (SteadyClock.millis() - citizen.missingSinceMs > OVERTAKEN_MILLIS) {
            log.begin(life.epoch(), life.seq(), CitizenLog.lost(life.seq() - log.head()));
            broken(citizen);
        }
        if (life.answers()) {
            citizen.fetch.encourage();
        }
    }

    /** Begins or goes on to follow {@code graph}; each call is matched by one of {@link #unwatch}. Empty if too many are. */
    public Optional<CitizenLog> watch(String graph) {
        Watched citizen = watched.get(graph);
        if (citizen == null) {
            boolean heard = lives.find(graph).isPresent();
            if (watched.size() >= MOST_WATCHED || !heard && unheard() >= MOST_UNHEARD) {
                return Optional.empty();
            }
            var log = new CitizenLog(graph);
            lives.find(graph)
                    .filter(life -> life.epoch() > 0)
                    .ifPresent(life -> log.begin(life.epoch(), life.seq(), "the engine came up"));
            citizen = new Watched(log, new SnapshotFetch(log, commands, loop, counters, heap.mostOfOneSnapshot()));
            watched.put(graph, citizen);
            shareOut();
            subscriber.want(Channels.events(graph));
        }
        citizen.watchers++;
        return Optional.of(citizen.log);
    }

    /** Gives each citizen's events the same share of what all may take. */
    private void shareOut() {
        watchedCount = watched.size();
        watched.values().forEach(citizen -> citizen.log.keepAtMost(heap.mostOfEvents() / watchedCount));
    }

    private long unheard() {
        return watched.values().stream()
                .filter(citizen -> citizen.log.epoch() == 0
                        && lives.find(citizen.log.graph()).isEmpty())
                .count();
    }

    public void unwatch(String graph) {
        Watched citizen = watched.get(graph);
        if (citizen != null && --citizen.watchers == 0) {
            boolean nobody = citizen.log.epoch() == 0 && lives.find(graph).isEmpty();
            citizen.leftMs = nobody ? 0 : SteadyClock.millis(); // of nobody there is nothing to keep
            letSnapshotsGo();
        }
    }

    private void letSnapshotsGo() {
        long bytes = letSnapshotsGo(citizen -> citizen.watchers > 0, heap.mostKept());
        letSnapshotsGo(citizen -> citizen.watchers == 0, heap.mostKept() - bytes);
    }

    /** @return the bytes of those that stay */
    private long letSnapshotsGo(Predicate<Watched> which, long mostBytes) {
        long bytes = 0;
        for (Watched citizen : watched.values()) {
            boolean idle = which.test(citizen)
                    && citizen.log.snapshot().filter(held::containsKey).isEmpty();
            long more = idle ? citizen.log.snapshotBytes() : 0;
            if (more > 0 && bytes + more > mostBytes) {
                citizen.log.letSnapshotGo();
                counters.snapshotsLetGo.increment();
            } else {
                bytes += more;
            }
        }
        return bytes;
    }

    /** Whether {@code log} is the one that a citizen's events go to now. */
    public boolean isWatched(CitizenLog log) {
        Watched citizen = watched.get(log.graph());
        return citizen != null && citizen.log == log;
    }

    /**
     * A snapshot to hand out, if a good one is here; else it is asked for, and asking again each tick costs nothing. An
     * older one that still connects is handed out where the worker cannot be asked.
     */
    public Optional<Snapshot> snapshot(CitizenLog log) {
        Optional<Snapshot> kept = log.snapshot();
        if (kept.isPresent() && log.head() - kept.get().seq() <= STALE_EVENTS) {
            return kept;
        }
        Watched citizen = watched.get(log.graph());
        boolean worthAsking = citizen != null
                && subscriber.has(Channels.events(log.graph()))
                && lives.find(log.graph()).map(Life::answers).orElse(true);
        boolean coming = worthAsking
                && (citizen.fetch.isRunning() || hasRoom(log.graph()))
                && citizen.fetch.begin(SteadyClock.millis());
        return coming ? Optional.empty() : kept;
    }

    /** Why there will be no snapshot of {@code log}'s citizen, for what one waits in vain; empty if it may come. */
    public Optional<String> snapshotRefusal(CitizenLog log) {
        return Optional.ofNullable(watched.get(log.graph()))
                .filter(citizen -> citizen.log == log)
                .flatMap(citizen -> citizen.fetch.tooLarge());
    }

    private boolean hasRoom(String graph) {
        heap.set(HeapBudget.Use.SNAPSHOTS, takenBySnapshots());
        return heap.take(HeapBudget.Use.SNAPSHOTS, expectedBytes(graph));
    }

    /** More than the most is not fetched to its end. */
    private long expectedBytes(String graph) {
        return lives.find(graph)
                .flatMap(Life::engine)
                .map(engine -> Snapshot.expectedBytes(engine.nodes(), engine.links()))
                .map(bytes -> Math.min(bytes, heap.mostOfOneSnapshot()))
                .orElse(0L);
    }

    private long takenBySnapshots() {
        Set<Snapshot> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(held.keySet());
        long coming = 0;
        for (Watched citizen : watched.values()) {
            citizen.log.snapshot().ifPresent(all::add);
            coming +=
                    citizen.fetch.isRunning() ? Math.max(expectedBytes(citizen.log.graph()), citizen.fetch.bytes()) : 0;
        }
        return coming + all.stream().mapToLong(Snapshot::bytes).sum();
    }

    /** Somebody needs {@code snapshot} until {@link #letGo}, whatever becomes of it here. */
    public void hold(Snapshot snapshot) {
        held.merge(snapshot, 1, Integer::sum);
    }

    public void letGo(Snapshot snapshot) {
        held.computeIfPresent(snapshot, (key, holders) -> holders == 1 ? null : holders - 1);
    }

    /** Bytes of all snapshots, a second ago at most. From any thread. */
    public long snapshotBytes() {
        return heap.taken(HeapBudget.Use.SNAPSHOTS);
    }

    /** Once a second. */
    public void second() {
        long nowMs = SteadyClock.millis();
        lives.second(nowMs);
        boolean fewer = watched.values().removeIf(citizen -> {
            boolean over = citizen.watchers == 0 && nowMs - citizen.leftMs > LINGER_MILLIS;
            if (over) {
                subscriber.unwant(Channels.events(citizen.log.graph()));
            }
            return over;
        });
        if (fewer) {
            shareOut();
        }
        eventBytes = watched.values().stream()
                .mapToLong(citizen -> citizen.log.bytes())
                .sum();
        letSnapshotsGo(); // one may have come after the last who waited for it had left
        heap.set(HeapBudget.Use.SNAPSHOTS, takenBySnapshots());
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
        subscriber.close();
        commands.close();
    }
}
