package mind.worker.emergence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import mind.worker.graph.GraphBuilder;
import mind.worker.graph.LinkRow;
import mind.worker.graph.MindGraph;
import mind.worker.graph.NodeRow;
import mind.worker.graph.SubentityRow;
import org.junit.jupiter.api.Test;

/** Gaps, coalitions and what becomes of them, by hand. */
class JudgementTest {
    private final GraphBuilder builder = new GraphBuilder();
    private int nodes;
    private int links;

    private void node(String type) {
        var row = new NodeRow().reset(nodes);
        row.id = "n" + nodes;
        row.name = "N" + nodes++;
        row.type = type;
        builder.node(row);
    }

    private void link(int from, int to, double logWeight) {
        var row = new LinkRow();
        row.reset(links++, from, to, "ENABLES");
        row.logWeight = logWeight;
        builder.link(row);
    }

    private void subentity(String id, int... members) {
        var row = new SubentityRow();
        row.id = id;
        row.internalIds = List.of(10_000L + id.hashCode());
        builder.subentity(row);
        for (int member : members) {
            var link = new LinkRow();
            link.reset(links++, member, 10_000L + id.hashCode(), GraphBuilder.MEMBER_OF);
            link.weight = 1;
            builder.link(link);
        }
    }

    private static Coalition grow(MindGraph graph, int... seeds) {
        return Coalition.grow(
                graph,
                link -> graph.links.logWeight[link],
                IntStream.of(seeds).mapToObj(seed -> graph.node("n" + seed)).toList());
    }

    private static List<String> ids(MindGraph graph, Coalition coalition) {
        return coalition.nodes().stream()
                .map(node -> graph.nodes.id.get(node))
                .sorted()
                .toList();
    }

    @Test
    void a_coalition_takes_in_strong_neighbours_within_two_steps_and_drops_what_hangs_on_loosely() {
        for (int i = 0; i < 8; i++) {
            node(i < 4 ? "Concept" : "Memory");
        }
        link(0, 1, 0);
        link(1, 2, 0);
        link(2, 0, 0);
        link(3, 2, 0); // against its direction
        link(3, 0, 0);
        link(3, 1, 0);
        link(3, 4, 0); // two steps from 1, by one link only
        link(4, 5, 0); // three
        link(0, 6, Math.log(0.29)); // too weak
        MindGraph graph = builder.build();
        Coalition found = grow(graph, 1);
        assertEquals(List.of("n0", "n1", "n2", "n3"), ids(graph, found), "n4 has 1 of 2.8 links on average");
        assertEquals(1.0, found.density(), 1e-12);
        assertEquals(1 - 1 / 4.0, found.coherence(), 1e-12);
        assertEquals(List.of(), grow(graph, 7).nodes(), "a node alone is none");
    }

    @Test
    void gaps_are_found_by_fixed_bounds_and_then_by_what_was_lately() {
        var gaps = new Gaps();
        List<String> same = List.of("Concept", "Concept");
        assertEquals(List.of(new Gaps.Gap("semantic", 1)), gaps.of(OptionalDouble.empty(), same, 1));
        assertEquals(List.of("semantic"), types(gaps.of(OptionalDouble.of(0.59), same, 1)));
        assertEquals(List.of(), gaps.of(OptionalDouble.of(0.9), same, 0.3));
        assertEquals(List.of("structural"), types(gaps.of(OptionalDouble.of(0.9), same, 0.29)));
        for (int k = 0; k < 40; k++) {
            gaps.of(OptionalDouble.of(0.9), same, 0.9);
        }
        assertEquals(
                List.of("semantic", "quality", "structural"),
                types(gaps.of(OptionalDouble.of(0.8), List.of("Principle", "Memory"), 0.8)),
                "below what is usual, though above the bounds");
        assertEquals(1.5, Gaps.spread(List.of("Principle", "Task")), 1e-12);
    }

    private static List<String> types(List<Gaps.Gap> gaps) {
        return gaps.stream().map(Gaps.Gap::type).toList();
    }

    @Test
    void the_same_nodes_again_are_redirected_few_are_rejected_and_new_ones_spawn() {
        for (int i = 0; i < 20; i++) {
            node("Concept");
        }
        subentity("known", 0, 1, 2, 3, 4, 5);
        MindGraph graph = builder.build();
        var judge = new Judge();
        Judge.Verdict same = judge.judge(graph, coalition(graph, 0, 6));
        assertEquals(Judge.Decision.REDIRECT, same.decision());
        assertEquals("known", graph.subentities.id[same.target()]);
        assertEquals(0, same.novelty(), 1e-12);
        Judge.Verdict few = judge.judge(graph, coalition(graph, 10, 4));
        assertEquals(Judge.Decision.REJECT, few.decision());
        assertTrue(few.reason().contains("5 to 40"), few.reason());
        Judge.Verdict half = judge.judge(graph, coalition(graph, 3, 6));
        assertEquals(1 - 3 / 9.0, half.novelty(), 1e-12);
        assertEquals(Judge.Decision.SPAWN, half.decision());
        assertEquals("N3 · N4 · N5", Judge.name(graph, coalition(graph, 3, 6).nodes()));
    }

    private static Coalition coalition(MindGraph graph, int from, int count) {
        return new Coalition(
                IntStream.range(from, from + count)
                        .mapToObj(i -> graph.node("n" + i))
                        .toList(),
                0.5,
                0.5);
    }

    @Test
    void quantiles_mean_something_from_thirty_values_on_and_forget_the_oldest() {
        var lately = new Quantiles();
        for (int k = 0; k < 29; k++) {
            lately.add(k);
        }
        assertFalse(lately.known());
        assertEquals(1, lately.rank(5));
        lately.add(29);
        assertTrue(lately.known());
        assertEquals(14.5, lately.at(0.5), 1e-12);
        assertEquals(10.5 / 30, lately.rank(10), 1e-12);
        for (int k = 0; k < 500; k++) {
            lately.add(100);
        }
        assertEquals(100, lately.at(0), 1e-12);
    }
}
