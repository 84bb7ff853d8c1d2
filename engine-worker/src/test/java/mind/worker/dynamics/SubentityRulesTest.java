package mind.worker.dynamics;

import static mind.worker.dynamics.Near.near;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;
import mind.worker.graph.Subentities.Stability;
import org.junit.jupiter.api.Test;

/** Rules of subentities and of working memory that the reference vectors do not reach, each worked out by hand. */
class SubentityRulesTest {
    private static Engine engine(MindGraph graph, String... settings) {
        return Engines.of(graph, "ENGINE_DECAY", "off", settings);
    }

    @Test
    void what_stays_good_is_promoted_after_ten_ticks_and_after_twenty_once_it_is_a_hundred_old() {
        assertEquals(List.of(9, 99), promotions(0));
        assertEquals(List.of(9, 19), promotions(1_000));
    }

    /** The ticks in which a subentity that has lived for {@code age} ticks, and is as good as can be, is promoted. */
    private static List<Integer> promotions(long age) {
        Engine engine = engine(new Graphs()
                .node("a", 5, 0.5)
                .subentity("s", 0, Map.of("a", 1.0))
                .build());
        Subentities subs = engine.graph().subentities;
        subs.age[0] = age;
        List.of(subs.emaActive, subs.emaWm, subs.coherence, subs.emaSeats, subs.emaFormation)
                .forEach(signal -> signal[0] = 1);
        List<Integer> promoted = new java.util.ArrayList<>();
        for (int tick = 0; tick < 120; tick++) {
            engine.step(0.1);
            for (int k = 0; k < engine.report().promotions; k++) {
                promoted.add(tick);
                assertEquals(promoted.size() == 1 ? Stability.PROVISIONAL : Stability.MATURE, subs.stability[0]);
            }
        }
        return promoted;
    }

    /** Three subentities of which s has most energy for its tokens, then t, then u; n belongs to s and t. */
    private static Engine three() {
        return engine(
                new Graphs()
                        .node("n", 9, 0.5)
                        .node("m", 5, 0.5)
                        .node("k", 1, 0.5)
                        .subentity("s", 0, Map.of("n", 1.0))
                        .subentity("t", 0, Map.of("n", 0.2, "m", 0.8))
                        .subentity("u", 0, Map.of("k", 1.0))
                        .build(),
                "ENGINE_WM_MAX",
                "2");
    }

    private static void bringUpTheThird(Engine engine) {
        engine.inject(new Stimulus("", "", "first", List.of(), 10, List.of(new Stimulus.Near("k", 1))));
        engine.inject(new Stimulus("", "", "last", List.of(), 10, List.of(new Stimulus.Near("k", 1))));
    }

    @Test
    void averages_of_presence_rise_with_every_tick_in_working_memory_and_fall_with_every_other() {
        Engine engine = three();
        Subentities subs = engine.graph().subentities;
        subs.emaWm[2] = 0.5;
        for (int tick = 0; tick < 3; tick++) {
            engine.step(0.1);
        }
        double risen = 1 - Math.pow(0.9, 3);
        near(risen, subs.emaWm[0], "s");
        near(risen, subs.emaActive[0], "s has been active, too");
        near(0.5 * Math.pow(0.9, 3), subs.emaWm[2], "u was not there");
        near(risen, engine.emaWm(engine.graph().node("m")), "m, of t");
        bringUpTheThird(engine);
        for (int tick = 0; tick < 3; tick++) {
            engine.step(0.1);
        }
        near(risen * Math.pow(0.9, 3), engine.emaWm(engine.graph().node("m")), "t has made room for u");
        near(1 - Math.pow(0.9, 6), engine.emaWm(engine.graph().node("n")), "n belongs to s, too");
        assertEquals(1, subs.channels[2].value("last"), "where the last stimulus of a tick came from is counted");
        assertEquals(0, subs.channels[2].value("first"));
    }

    @Test
    void pairs_learn_whether_both_or_one_of_them_is_in_the_selection_that_is_told() {
        Engine engine = three();
        engine.step(0.1);
        engine.step(0.1); // the same selection: nothing is told
        bringUpTheThird(engine);
        engine.step(0.1);
        assertPairs(engine, Map.of("st", List.of(0.09, 0.19, 1.0, 2.0), "su", List.of(0.1, 0.19, 1.0, 2.0)));

        MindGraph graph = engine.graph();
        Engine successor = new Engine(graph, engine.settings());
        successor.follow(engine);
        for (int k = 0; k < 4; k++) {
            successor.inject(new Stimulus("", "", "test", List.of(), 10, List.of(new Stimulus.Near("m", 1))));
        }
        successor.step(0.1);
        assertEquals(graph.subentity("t"), successor.report().wmSubentity[0]);
        assertEquals(graph.subentity("u"), successor.report().wmSubentity[1]);
        assertPairs(
                successor,
                Map.of(
                        "st", List.of(0.081, 0.271, 1.0, 3.0),
                        "su", List.of(0.09, 0.271, 1.0, 3.0),
                        "tu", List.of(0.1, 0.271, 1.0, 3.0))); // either had been selected twice, one at a time
    }

    /** The averages and counts, for all that have been together. */
    private static void assertPairs(Engine engine, Map<String, List<Double>> expected) {
        Coactivation together = engine.coactivation();
        String[] id = engine.graph().subentities.id;
        assertEquals(expected.size(), together.count());
        for (int slot = 0; slot < together.count(); slot++) {
            String pair = id[together.first(slot)] + id[together.second(slot)];
            near(expected.get(pair).get(0), together.both(slot), pair + ", both");
            near(expected.get(pair).get(1), together.either(slot), pair + ", either");
            near(expected.get(pair).get(2), together.bothCount(slot), pair + ", both, counted");
            near(expected.get(pair).get(3), together.eitherCount(slot), pair + ", either, counted");
        }
    }

    @Test
    void a_selection_that_is_not_of_the_most_energetic_is_a_mismatch() {
        Map<String, Double> many = new HashMap<>();
        Graphs graph = new Graphs().node("n", 2, 0.5).subentity("small", 0, Map.of("n", 1.0));
        for (int i = 0; i < 5; i++) {
            graph.node("m" + i, 2.5, 0.5);
            many.put("m" + i, 1.0);
        }
        Engine engine = engine(graph.subentity("wide", 0, many).build(), "ENGINE_WM_MAX", "1");
        engine.step(0.1);
        assertEquals("small", engine.graph().subentities.id[engine.report().wmSubentity[0]]);
        near(1, engine.report().wmMismatch, "1.5 for 60 tokens against 2.0 for 100");
    }

    /** A phase that looks at activity alone, with subentities that are set active by hand. */
    private static final class Watched {
        final MindGraph graph;
        final SubentityActivation activation;
        final TickReport tick = new TickReport();

        Watched(int subentities) {
            Graphs nodes = new Graphs().node("n", 0, 0.5);
            for (int s = 0; s < subentities; s++) {
                nodes.subentity("s" + s, 0, Map.of("n", 1.0));
            }
            graph = nodes.build();
            activation = new SubentityActivation(new Energies(graph, 10, 5), graph.subentities, graph.memberships);
            tick.subentityRoom(subentities, 7);
        }

        void run(Phase phase, int... active) {
            java.util.Arrays.fill(activation.active, false);
            java.util.Arrays.stream(active).forEach(s -> activation.active[s] = true);
            tick.activeSubentities = active.length;
            phase.run(tick);
            tick.tick++;
        }
    }

    @Test
    void a_set_that_holds_for_five_ticks_is_told_once_until_another_does() {
        var watched = new Watched(10);
        var phase = new Metastability(watched.activation);
        for (int tick = 0; tick < 30; tick++) {
            watched.run(phase, 1, 2);
            assertEquals(tick == 4, watched.tick.metastable, "tick " + tick);
        }
        assertEquals(2, watched.tick.metastableCount);
        for (int tick = 0; tick < 30; tick++) {
            watched.run(phase, 1, 3);
            // what all of the last ten have in common is first 1 alone
            assertEquals(tick == 0 || tick == 9, watched.tick.metastable, "tick " + tick);
        }
    }

    @Test
    void a_set_that_half_of_changes_all_the_time_never_holds() {
        var watched = new Watched(3);
        var phase = new Metastability(watched.activation);
        for (int tick = 0; tick < 30; tick++) {
            watched.run(phase, tick % 2 == 0 ? new int[] {0, 1} : new int[] {0});
            assertFalse(watched.tick.metastable, "tick " + tick);
        }
    }

    @Test
    void health_is_looked_at_every_five_ticks_and_told_when_it_changes() {
        var watched = new Watched(5);
        double[] energy = watched.graph.subentities.energy;
        var phase = new PhenomenalHealth(watched.graph.subentities, watched.activation);
        assertHealth(watched, phase, true, 0, 0.2, 1, 0);
        assertHealth(watched, phase, false, 0, 0.2, 1, 0);
        energy[1] = 3;
        assertHealth(watched, phase, true, 0, 0.8, 1, 0.2, 1);
        energy[2] = 1;
        double entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)) / Math.log(2);
        assertHealth(watched, phase, true, entropy, 0.7, 1 - entropy, 0.5, 1, 2);
        energy[2] = 3; // from 0.81 to 1
        assertHealth(watched, phase, true, 1, 0.7, 0, 0.5, 1, 2);
        assertHealth(watched, phase, false, 1, 0.7, 0, 0.5, 1, 2);
        assertHealth(watched, phase, true, 1, 0.4, 0.2, 0.3, 0, 1, 2, 3);
    }

    private static void assertHealth(
            Watched watched,
            Phase phase,
            boolean told,
            double fragmentation,
            double flow,
            double coherence,
            double multiplicity,
            int... active) {
        for (int tick = 0; tick < 5; tick++) {
            watched.run(phase, active);
            assertEquals(told && tick == 0, watched.tick.healthChanged, "tick " + watched.tick.tick);
        }
        near(fragmentation, watched.tick.fragmentation, "fragmentation");
        near(flow, watched.tick.healthFlow, "flow");
        near(coherence, watched.tick.healthCoherence, "coherence");
        near(multiplicity, watched.tick.healthMultiplicity, "multiplicity");
    }

    /** A node with a link to b that is easier, and one to c that the overlay of t makes easiest. */
    private static Graphs crossroads() {
        return new Graphs()
                .node("a", 2, 0.5)
                .node("b", 0, 0.5)
                .node("c", 0, 0.5)
                .link("a", "b", 0.5)
                .link("a", "c", 0)
                .overlay("t", 1);
    }

    /** Whether t has won after {@code ticks}, as the next stride shows. */
    private static boolean wins(Engine engine, int ticks) {
        for (int tick = 0; tick <= ticks; tick++) {
            engine.step(0.1);
        }
        return engine.graph().links.target[engine.report().strideLink[0]]
                == engine.graph().node("c");
    }

    @Test
    void the_winner_is_the_less_complete_the_newer_and_the_easier_to_come_to_and_the_first_of_equals() {
        Graphs equal = crossroads().subentity("s", 0, Map.of("a", 1.0)).subentity("t", 0, Map.of("a", 1.0));
        assertFalse(wins(engine(equal.build(), "ENGINE_STRENGTHEN", "0"), 1));

        Graphs incomplete =
                crossroads().subentity("s", 0, Map.of("a", 1.0)).subentity("t", 0, Map.of("a", 1.0, "b", 0.1));
        assertTrue(wins(engine(incomplete.build(), "ENGINE_STRENGTHEN", "0"), 1), "half of t is asleep");

        MindGraph newer = crossroads()
                .subentity("s", 0, Map.of("a", 1.0))
                .subentity("t", 0, Map.of("a", 1.0))
                .build();
        newer.subentities.emaActive[newer.subentity("s")] = 0.5;
        assertTrue(wins(engine(newer, "ENGINE_STRENGTHEN", "0"), 1), "s has been active for longer");

        Graphs related = crossroads().subentity("s", 0, Map.of("a", 1.0)).subentity("t", 0, Map.of("a", 1.0));
        Engine engine = engine(related.link("sub:s", "sub:t", "RELATES_TO", 2).build(), "ENGINE_STRENGTHEN", "0");
        near(2, engine.boundaries().logWeight(0), "begun from what is stored");
        assertFalse(wins(engine, 1), "nobody has won before");
        assertTrue(wins(engine, 0), "from s it is easy to come to t");
    }
}
