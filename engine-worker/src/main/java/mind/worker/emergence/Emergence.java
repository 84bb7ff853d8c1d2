package mind.worker.emergence;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.MemberWeight;
import mind.worker.dynamics.TickReport;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;
import mind.worker.life.Session;
import mind.worker.life.Watcher;
import mind.worker.link.CitizenLog;
import mind.worker.persist.NodeRef;
import mind.worker.persist.SubentityStore;
import mind.worker.persist.SubentityStore.Newcomer;
import mind.worker.persist.SubentityStore.NotStored;
import mind.worker.publish.Speaker;

/**
 * Lets a mind change the structure of its graph: subentities come out of what stimuli find, those that came to nothing go
 * again, and memberships follow what was learned. Once a stimulus it looks for a gap, gathers the nodes that lie together
 * there, judges them, writes what is worth it and has the graph loaded anew. On a thread of its own; the tick only hands
 * over which nodes a stimulus reached.
 */
public final class Emergence implements Watcher, AutoCloseable {
    private static final int RETRIEVED = 20; // most nodes of a stimulus that are looked at
    private static final int SEEDS = 5; // of them a coalition grows from: more would leave no room for neighbours
    private static final int WAITING = 64; // happenings; one more is dropped and counted
    private static final long LOOK_MILLIS = 5_000; // between tries to take one away
    private static final long TICK_MILLIS = 3_000; // longest wait for the tick thread

    private final SubentityStore store;
    private final boolean mayWrite;
    private final Speaker speaker;
    private final String citizen;
    private final CitizenLog log;
    private final BlockingQueue<Happening> happenings = new ArrayBlockingQueue<>(WAITING);
    private final Thread thread = new Thread(this::work, "emergence");
    private final EmergenceEvents events;
    private final MembershipRounds rounds;
    private final Gaps gaps = new Gaps();
    private final Judge judge = new Judge();
    private final Map<String, Faded> fading = new LinkedHashMap<>(); // by id, until they are gone
    private final long pauseNanos; // between two spawns, or rounds of memberships
    private long spawnedNanos;
    private Supplier<Optional<Session>> sessions = Optional::empty;
    private Runnable reload = () -> {};
    private volatile long emerged;
    private volatile long dissolved;
    private volatile long dropped; // happenings, because too many waited
    private volatile boolean closed;

    private sealed interface Happening permits Reached, Faded {}

    /** A stimulus and the nodes it reached, best first; {@code cosine} is empty where words found them. */
    private record Reached(MindGraph graph, long frame, String stimulus, int[] nodes, OptionalDouble cosine)
            implements Happening {}

    private record Faded(MindGraph graph, long frame, int subentity) implements Happening {}

    /** What the tick thread answers: how closely the nodes found are linked, and the coalition around them. */
    private record Grown(double density, Coalition coalition) {}

    /**
     * @param mayWrite whether the graph may be changed at all
     * @param pause    between two spawns, and between two rounds of memberships
     * @param citizen  its name on the wire and of its lease
     */
    public Emergence(
            SubentityStore store, boolean mayWrite, Duration pause, Speaker speaker, String citizen, CitizenLog log) {
        this.pauseNanos = pause.toNanos();
        this.spawnedNanos = System.nanoTime() - pauseNanos;
        this.store = store;
        this.mayWrite = mayWrite;
        this.speaker = speaker;
        this.citizen = citizen;
        this.log = log;
        this.events = new EmergenceEvents(citizen);
        this.rounds = new MembershipRounds(pauseNanos, store, speaker, citizen, events);
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /**
     * @param runningOne the engine that runs, if one does
     * @param loadAnew   has the graph loaded anew
     */
    public void start(Supplier<Optional<Session>> runningOne, Runnable loadAnew) {
        sessions = runningOne;
        reload = loadAnew;
        thread.start();
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of("emerged", emerged, "dissolved", dissolved, "emergence_drops", dropped);
    }

    /** Costs nothing where no stimulus came and nothing faded. */
    @Override
    public void tick(Engine engine) {
        TickReport report = engine.report();
        for (int k = 0; k < report.injections && engine.settings().emergence(); k++) {
            TickReport.Injection done = report.injection[k];
            boolean meant = done.path.equals("embedding");
            if (done.selected > 0 && (meant || done.path.equals("keywords"))) {
                offer(new Reached(
                        engine.graph(),
                        report.tick,
                        done.stimulus.id(),
                        Arrays.copyOf(done.node, Math.min(RETRIEVED, done.selected)),
                        meant ? OptionalDouble.of(done.similarity[0]) : OptionalDouble.empty()));
            }
        }
        for (int k = 0; k < report.dissolutions; k++) {
            offer(new Faded(engine.graph(), report.tick, report.dissolved[k]));
        }
    }

    private void offer(Happening happening) {
        if (!happenings.offer(happening)) {
            dropped++;
        }
    }

    private void work() {
        while (!closed) {
            try {
                Happening next = happenings.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                Optional<Session> session = sessions.get();
                if (next instanceof Faded faded) {
                    fading.put(faded.graph.subentities.id[faded.subentity], faded);
                }
                if (session.isEmpty()) {
                    continue;
                }
                if (next instanceof Reached reached
                        && reached.graph == session.get().mind().graph()) {
                    reached(session.get(), reached);
                }
                if (!fading.isEmpty() && mayWrite) {
                    dissolve(session.get());
                }
                if (mayWrite && rounds.look(session.get())) {
                    reload.run();
                }
            } catch (InterruptedException e) {
                return; // only close() interrupts
            } catch (NotStored e) {
                log.warn("What memberships have become could not be stored, it is tried again: " + e.getMessage());
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                log.fault("looking for what emerges failed", e);
            }
        }
    }

    private void reached(Session session, Reached reached)
            throws InterruptedException, ExecutionException, TimeoutException {
        MindGraph graph = reached.graph;
        List<Integer> nodes = Arrays.stream(reached.nodes).boxed().toList();
        List<Integer> seeds = nodes.subList(0, Math.min(SEEDS, nodes.size()));
        Grown grown = session.loop()
                .submit(engine ->
                        new Grown(Coalition.density(graph, nodes), Coalition.grow(graph, engine::linkLogWeight, seeds)))
                .get(TICK_MILLIS, TimeUnit.MILLISECONDS);
        List<String> types = nodes.stream().map(graph::nodeType).toList();
        List<Gaps.Gap> found = gaps.of(reached.cosine, types, grown.density);
        if (found.isEmpty()) {
            return; // the graph has what it takes
        }
        String gapId = "";
        for (Gaps.Gap gap : found) {
            gapId = "gap:" + reached.frame + ":" + gap.type();
            ObjectNode event = events.open(reached.frame).put("gap_id", gapId).put("gap_type", gap.type());
            event.put("strength", EmergenceEvents.round(gap.strength())).put("stimulus_id", reached.stimulus);
            EmergenceEvents.ids(event, "locus_nodes", graph, nodes);
            speaker.event("emergence.gap.detected", event);
        }
        Coalition coalition = grown.coalition;
        if (coalition.nodes().isEmpty()) {
            speaker.event(
                    "emergence.reject",
                    events.open(reached.frame)
                            .put("gap_id", gapId)
                            .put("reason", "fewer than three nodes hold together"));
            return;
        }
        speaker.event("emergence.coalition.formed", events.coalition(reached.frame, gapId, graph, coalition));
        decide(session, reached.frame, gapId, coalition);
    }

    private void decide(Session session, long frame, String gapId, Coalition coalition) {
        MindGraph graph = session.mind().graph();
        Judge.Verdict verdict = judge.judge(graph, coalition);
        long wait = pauseNanos - (System.nanoTime() - spawnedNanos);
        String obstacle = wait > 0
                ? "they come " + TimeUnit.NANOSECONDS.toSeconds(pauseNanos) + " s apart at least: wait "
                        + TimeUnit.NANOSECONDS.toSeconds(wait) + " s"
                : mayWrite ? "" : "writing back is off (MP_PERSIST_ENABLED)";
        boolean stopped = verdict.decision() == Judge.Decision.SPAWN && !obstacle.isEmpty();
        Judge.Decision decision = stopped ? Judge.Decision.REJECT : verdict.decision();
        ObjectNode candidate = events.coalition(frame, gapId, graph, coalition)
                .put("decision", decision.name().toLowerCase(java.util.Locale.ROOT));
        EmergenceEvents.scores(candidate, verdict);
        EmergenceEvents.ids(candidate, "nodes", graph, coalition.nodes());
        speaker.event("emergence.candidate", candidate);
        switch (decision) {
            case REJECT ->
                speaker.event(
                        "emergence.reject",
                        EmergenceEvents.scores(events.open(frame).put("gap_id", gapId), verdict)
                                .put("reason", stopped ? obstacle : verdict.reason()));
            case REDIRECT -> {
                String target = graph.subentities.id[verdict.target()];
                speaker.event(
                        "emergence.redirect",
                        events.open(frame)
                                .put("gap_id", gapId)
                                .put("target_subentity", target)
                                .put("target_subentity_id", target)
                                .put("reason", verdict.reason())
                                .put("novelty", EmergenceEvents.round(verdict.novelty())));
            }
            case SPAWN -> spawn(session, frame, gapId, coalition);
        }
    }

    private void spawn(Session session, long frame, String gapId, Coalition coalition) {
        MindGraph graph = session.mind().graph();
        Subentities subs = graph.subentities;
        List<String> members =
                coalition.nodes().stream().map(node -> graph.nodes.id.get(node)).toList();
        int hash = members.stream().sorted().toList().hashCode();
        String id = "se_emergent_" + Integer.toHexString(hash);
        String name = Judge.name(graph, coalition.nodes());
        try {
            long stored = store.add(
                    session.mind().loaded().source(),
                    citizen,
                    session.tenure(),
                    new Newcomer(
                            subs.count == 0 ? "SubEntity" : subs.label[0],
                            id,
                            name,
                            coalition.coherence(),
                            coalition.nodes().stream()
                                    .map(node -> NodeRef.node(graph.nodes, node))
                                    .toList(),
                            MemberWeight.PRIOR));
            spawnedNanos = System.nanoTime();
            emerged++;
            ObjectNode event = events.coalition(frame, gapId, graph, coalition)
                    .put("subentity_id", id)
                    .put("name", name)
                    .put("member_count", stored);
            speaker.event("emergence.spawn.completed", event);
            log.info("A subentity emerged: " + id + " (" + name + "), " + stored + " members");
            reload.run();
        } catch (NotStored e) {
            log.warn("A subentity that emerged could not be stored and is let go: " + e.getMessage());
            speaker.event(
                    "emergence.reject",
                    events.open(frame).put("gap_id", gapId).put("reason", "it could not be stored: " + e.getMessage()));
        }
    }

    /** Takes away what has faded; what can't be written now stays due. */
    private void dissolve(Session session) {
        boolean some = false;
        for (var faded = fading.values().iterator(); faded.hasNext(); ) {
            Faded next = faded.next();
            Subentities subs = next.graph.subentities;
            String id = subs.id[next.subentity];
            if (session.mind().graph().subentity(id) < 0) {
                faded.remove(); // the graph has lost it otherwise
                continue;
            }
            try {
                store.remove(
                        session.mind().loaded().source(),
                        citizen,
                        session.tenure(),
                        NodeRef.subentity(subs, next.subentity));
            } catch (NotStored e) {
                log.warn("Subentity " + id + " could not be dissolved, it is tried again: " + e.getMessage());
                break;
            }
            faded.remove();
            some = true;
            dissolved++;
            speaker.event(
                    "subentity.lifecycle",
                    events.open(next.frame)
                            .put("entity_id", id)
                            .put("old_state", subs.stability[next.subentity].word())
                            .put("new_state", "dissolved")
                            .put("quality_score", EmergenceEvents.round(subs.quality[next.subentity]))
                            .put("trigger", "dissolution")
                            .put("reason", "quality stayed low for " + subs.lowStreak[next.subentity] + " frames"));
            log.info("Subentity " + id + " came to nothing and was dissolved");
        }
        if (some) {
            reload.run();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        store.close();
    }
}
