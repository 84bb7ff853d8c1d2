package mind.worker.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mind.worker.dynamics.Engine;
import mind.worker.dynamics.EngineSettings;
import mind.worker.dynamics.Stimulus;
import mind.worker.dynamics.Trace;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.LinkRow;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import mind.worker.graph.SubentityRow;
import org.junit.jupiter.api.Test;

class CarryOverTest {
    private static final List<String> NODES = List.of("a", "b", "c");

    /** Three awake nodes, each in a subentity of its own, and a link; read again with another node first. */
    private static MindGraph graph(boolean again) {
        return builder(again).build();
    }

    private static GraphBuilder builder(boolean again) {
        var builder = new GraphBuilder();
        var node = new NodeRow();
        if (again) {
            node.reset(50);
            node.id = "new";
            node.name = "new";
            builder.node(node);
        }
        for (int i = 0; i < NODES.size(); i++) {
            node.reset(i);
            node.id = NODES.get(i);
            node.name = NODES.get(i);
            node.energy = 5;
            node.theta = 0.1;
            builder.node(node);
            var sub = new SubentityRow();
            sub.id = "s-" + NODES.get(i);
            sub.internalIds = List.of(100L + i);
            builder.subentity(sub);
            builder.link(new LinkRow().reset(10 + i, i, 100 + i, GraphBuilder.MEMBER_OF));
        }
        builder.link(new LinkRow().reset(20, 0, 1, "ENABLES"));
        return builder;
    }

    /** The same, with a node more that half sleeps and one that is half awake, a member of the first subentity. */
    private static MindGraph watched(boolean again) {
        GraphBuilder builder = builder(again);
        var node = new NodeRow();
        for (int i = 60; i < 62; i++) {
            node.reset(i);
            node.id = i == 60 ? "half" : "zzz";
            node.name = node.id;
            node.energy = i == 60 ? 0.6 : 0.4;
            node.theta = 0.5;
            builder.node(node);
        }
        builder.link(new LinkRow().reset(61, 60, 100, GraphBuilder.MEMBER_OF));
        return builder.build();
    }

    private static List<String> changes(Engine engine) {
        MindGraph graph = engine.graph();
        return engine.membershipChanges().stream()
                .map(change -> graph.nodes.id.get(change.node()) + " in " + graph.subentities.id[change.subentity()]
                        + " " + change.admits() + " " + change.weight())
                .sorted()
                .toList();
    }

    @Test
    void what_was_watched_over_many_ticks_goes_on_in_the_graph_read_anew() {
        var engine = new Engine(
                watched(false),
                EngineSettings.with(Map.of(
                        "ENGINE_DECAY", "off",
                        "ENGINE_DIFFUSION", "0",
                        "ENGINE_MEMBERSHIP_LEARNING", "1",
                        "ENGINE_WEIGHT_DECAY_TICKS", "100")));
        for (int tick = 0; tick < 95; tick++) {
            engine.step(0.1);
        }
        engine.inject(new Stimulus("one", "zzz", "chat", List.of(), 1));
        engine.step(0.1);
        double ratio = engine.report().sigma;
        assertTrue(ratio > 1, "a node woke up");
        List<String> changes = changes(engine);
        assertFalse(changes.isEmpty());

        MindGraph next = watched(true);
        CarryOver.into(next, engine);
        var successor = new Engine(next, engine.settings());
        successor.follow(engine);
        assertEquals(changes, changes(successor));
        for (int tick = 0; tick < 5; tick++) {
            successor.step(0.1);
            engine.step(0.1);
            assertEquals(ratio, successor.report().sigma, 1e-12, "with the ratios of before it is still in the mean");
            assertTrue(successor.report().globalEnergy > 0);
        }
        assertTrue(successor.report().weightsDecayed && engine.report().weightsDecayed);
        assertEquals(engine.nodeLogWeight(engine.graph().node("a")), successor.nodeLogWeight(next.node("a")), 1e-15);
    }

    @Test
    void what_was_learned_and_who_was_active_go_on_in_the_graph_read_anew() {
        var engine = new Engine(graph(false), EngineSettings.with(Map.of("ENGINE_DECAY", "off")));
        engine.inject(new Stimulus("one", "a", "chat", List.of(), 1));
        for (int tick = 0; tick < 2; tick++) {
            engine.step(0.1);
        }
        engine.learn(new Trace(
                Map.of("a", 2),
                List.of(new Trace.NodeFormation("b", 0.7)),
                List.of(new Trace.LinkFormation("a", "b", "ENABLES", 0.9))));
        MindGraph old = engine.graph();
        assertTrue(engine.coactivation().count() >= 3, "all three are remembered together");

        MindGraph next = graph(true);
        CarryOver.into(next, engine);
        var successor = new Engine(next, engine.settings());
        successor.follow(engine);

        for (String id : NODES) {
            int was = old.node(id);
            int now = next.node(id);
            assertEquals(old.nodes.emaSeats[was], next.nodes.emaSeats[now], id);
            assertEquals(old.nodes.emaFormation[was], next.nodes.emaFormation[now], id);
            assertEquals(old.nodes.updatedMs[was], next.nodes.updatedMs[now], id);
            int s = next.subentity("s-" + id);
            assertTrue(engine.subentityActive(old.subentity("s-" + id)) && successor.subentityActive(s), id);
            assertEquals(engine.activeMembers(old.subentity("s-" + id)), 1);
            assertEquals(
                    old.subentities.channels[old.subentity("s-" + id)].value("chat"),
                    next.subentities.channels[s].value("chat"));
        }
        assertTrue(next.links.emaFormation[next.links.outStart[next.node("a")]] > 0);
        var together = successor.coactivation();
        for (int slot = 0; slot < together.count(); slot++) {
            assertTrue(together.both(slot) > 0 && together.dirty(slot), "averages go on and are still to be stored");
            assertEquals(together.bothCount(slot), engine.coactivation().bothCount(slot));
        }
        assertEquals(engine.coactivation().count(), together.count());
        var crossed = engine.boundaries();
        assertTrue(crossed.count() > 0 && crossed.strides(0) > 0, "a link from one's member to another's was used");
        assertEquals(crossed.count(), successor.boundaries().count());
        assertEquals(crossed.logWeight(0), successor.boundaries().logWeight(0));
        assertEquals(crossed.strides(0), successor.boundaries().strides(0));
        successor.step(0.1);
        assertEquals(0, successor.report().subentityFlips, "nobody became active by being read anew");
    }

    /** Two nodes and a link between them, all of ids that are not told apart once they are run together. */
    private static MindGraph run(String source, String target, double logWeight) {
        var builder = new GraphBuilder();
        for (String id : List.of(source, target)) {
            var node = new NodeRow();
            node.reset(id.equals(source) ? 0 : 1);
            node.id = id;
            node.name = id;
            builder.node(node);
        }
        var link = new LinkRow().reset(7, 0, 1, "ENABLES");
        link.logWeight = logWeight;
        builder.link(link);
        return builder.build();
    }

    @Test
    void a_link_is_the_same_where_its_ends_and_its_type_are() {
        var engine = new Engine(run("a_b", "c", 1.5), EngineSettings.with(Map.of()));
        MindGraph same = run("a_b", "c", 0.5);
        CarryOver.into(same, engine);
        assertEquals(1.5, same.links.logWeight[0]);
        MindGraph another = run("a", "b_c", 0.5);
        CarryOver.into(another, engine);
        assertEquals(0.5, another.links.logWeight[0]);
    }

    @Test
    void what_is_felt_goes_on_as_far_as_it_has_faded_and_been_taken_on() {
        MindGraph first = felt();
        var engine = new Engine(first, EngineSettings.with(Map.of("ENGINE_DECAY", "off")));
        for (int tick = 0; tick < 20; tick++) {
            engine.step(5);
        }
        int a = first.node("a");
        assertTrue(engine.affect().nodeValence(a) < 0.46, "it has faded");
        assertTrue(engine.affect().linkValence(0) > 0.1, "the link has taken on what its ends feel");
        double valence = engine.affect().nodeValence(a);
        double arousal = engine.affect().linkArousal(0);

        MindGraph next = felt();
        CarryOver.into(next, engine);
        var successor = new Engine(next, engine.settings());
        assertEquals(valence, successor.affect().nodeValence(next.node("a")), 1e-15);
        assertEquals(arousal, successor.affect().linkArousal(0), 1e-15);
    }

    private static MindGraph felt() {
        var builder = new GraphBuilder();
        for (int i = 0; i < 2; i++) {
            var node = new NodeRow();
            node.reset(i);
            node.id = NODES.get(i);
            node.name = node.id;
            node.energy = 5;
            node.theta = 0.1;
            builder.node(node);
            builder.nodeEmotion(i, 0.5, 0.25);
        }
        builder.link(new LinkRow().reset(7, 0, 1, "ENABLES"));
        return builder.build();
    }

    @Test
    void nobody_is_remembered_anew_by_being_read_anew() {
        var engine = new Engine(graph(false), EngineSettings.with(Map.of("ENGINE_DECAY", "off")));
        engine.step(0.1);
        assertTrue(engine.report().wmChanged);
        engine.step(0.1);
        assertFalse(engine.report().wmChanged);

        MindGraph next = graph(true);
        CarryOver.into(next, engine);
        var successor = new Engine(next, engine.settings());
        successor.follow(engine);
        double before = successor.coactivation().both(0);
        successor.step(0.1);
        assertFalse(successor.report().wmChanged);
        assertEquals(before, successor.coactivation().both(0));
    }
}
