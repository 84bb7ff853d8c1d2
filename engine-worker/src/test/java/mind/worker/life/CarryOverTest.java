package mind.worker.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
        return builder.build();
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
        successor.step(0.1);
        assertEquals(0, successor.report().subentityFlips, "nobody became active by being read anew");
    }
}
