package mind.worker.emergence;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import mind.worker.dynamics.MembershipLearning.Change;
import mind.worker.graph.MindGraph;
import mind.worker.life.Session;
import mind.worker.persist.NodeRef;
import mind.worker.persist.SubentityStore;
import mind.worker.persist.SubentityStore.Member;
import mind.worker.persist.SubentityStore.NotStored;
import mind.worker.publish.Speaker;

/** Writes in rounds what an engine has learned of memberships: new ones, and what poor ones are worth. One thread. */
final class MembershipRounds {
    private static final long TICK_MILLIS = 3_000; // longest wait for the tick thread

    private final long everyNanos;
    private final SubentityStore store;
    private final Speaker speaker;
    private final String citizen;
    private final EmergenceEvents events;
    private long lastNanos = System.nanoTime();

    MembershipRounds(long everyNanos, SubentityStore store, Speaker speaker, String citizen, EmergenceEvents events) {
        this.everyNanos = everyNanos;
        this.store = store;
        this.speaker = speaker;
        this.citizen = citizen;
        this.events = events;
    }

    /** Does a round if it is time for one; answers whether the graph has changed. */
    boolean look(Session session) throws InterruptedException, ExecutionException, TimeoutException, NotStored {
        if (System.nanoTime() - lastNanos < everyNanos) {
            return false;
        }
        lastNanos = System.nanoTime();
        MindGraph graph = session.mind().graph();
        List<Change> changes = session.loop()
                .submit(engine -> engine.graph() == graph ? engine.membershipChanges() : List.<Change>of())
                .get(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (changes.isEmpty()) {
            return false;
        }
        store.setMembers(
                session.mind().loaded().source(),
                citizen,
                session.tenure(),
                changes.stream().map(change -> member(graph, change)).toList());
        Map<Integer, List<Change>> bySubentity =
                changes.stream().collect(Collectors.groupingBy(Change::subentity, TreeMap::new, Collectors.toList()));
        long frame = session.pulse().beat().tick();
        bySubentity.forEach((s, theirs) -> speaker.event("membership.updated", told(frame, graph, s, theirs)));
        return true;
    }

    private static Member member(MindGraph graph, Change change) {
        NodeRef node = NodeRef.node(graph.nodes, change.node());
        return new Member(
                change.admits() ? node : node.at(graph.memberRow(change.slot())),
                change.admits() ? -1 : graph.memberships.internalId[change.slot()],
                NodeRef.subentity(graph.subentities, change.subentity()),
                change.weight());
    }

    private ObjectNode told(long frame, MindGraph graph, int s, List<Change> changes) {
        ObjectNode event = events.open(frame).put("subentity_id", graph.subentities.id[s]);
        ArrayNode deltas = event.putArray("deltas");
        changes.forEach(change -> deltas.addObject()
                .put("node_id", graph.nodes.id.get(change.node()))
                .put("action", change.admits() ? "admit" : "prune")
                .put("weight", EmergenceEvents.round(change.weight())));
        return event;
    }
}
