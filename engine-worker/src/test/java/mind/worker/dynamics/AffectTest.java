package mind.worker.dynamics;

import static mind.worker.dynamics.Near.near;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import mind.worker.graph.Layout;
import mind.worker.graph.MindGraph;
import org.junit.jupiter.api.Test;

/** What emotions change, in small graphs and in such drawn at random; the figures by hand. */
class AffectTest {
    private static final double DT = 0.1;

    /** A source with two ways of the same weight but for {@code advantage}; the first link opposes what it feels. */
    private static Graphs twoWays(double advantage) {
        return new Graphs()
                .node("a", 2, 0.5)
                .node("b", 0, 0.5)
                .node("c", 0, 0.5)
                .feels("a", 0.6, 0.8)
                .link("a", "b", advantage)
                .linkFeels(-0.6, -0.8)
                .link("a", "c", 0)
                .linkFeels(0.3, 0.4);
    }

    private static Engine engine(MindGraph graph) {
        return new Engine(graph, EngineSettings.with(Map.of("ENGINE_DECAY", "off", "ENGINE_CONTROLLER", "0")));
    }

    private static int only(Engine engine) {
        assertEquals(1, engine.report().strides);
        return engine.report().strideLink[0];
    }

    @Test
    void like_draws_like_and_opposition_only_half_makes_up_for_it() {
        // against: 1.6 (cut) x 0.7 (cut); along: 0.6 (cut); an advantage of less than ln(1.12 / 0.6) does not win
        for (double advantage : new double[] {0, 0.6, 0.65}) {
            MindGraph graph = twoWays(advantage).build(Layout.AS_LOADED);
            Engine engine = engine(graph);
            engine.step(DT);
            int link = only(engine);
            assertEquals(advantage < Math.log(1.12 / 0.6) ? "c" : "b", graph.endId(graph.links.target[link]));
        }
    }

    @Test
    void a_node_or_a_link_that_feels_nothing_leaves_costs_as_they_are() {
        var silent = new Graphs()
                .node("a", 2, 0.5)
                .node("b", 0, 0.5)
                .node("c", 0, 0.5)
                .feels("b", 1, 1)
                .link("a", "b", 0)
                .linkFeels(-1, 0)
                .link("a", "c", 0)
                .linkFeels(1, 0)
                .build(Layout.AS_LOADED);
        Engine engine = engine(silent);
        engine.step(DT);
        assertEquals("b", silent.endId(silent.links.target[only(engine)]), "the first of two that cost the same");
    }

    @Test
    void a_stride_carries_emotion_and_the_target_makes_it_learn_more() {
        MindGraph graph = new Graphs()
                .node("a", 0.8, 0.5)
                .node("b", 3, 0.5)
                .feels("a", 0.5, 0)
                .feels("b", 0, 0.9)
                .link("a", "b", 0)
                .build(Layout.AS_LOADED);
        Engine engine = engine(graph);
        engine.step(DT);
        double moved = 0.8 * 0.1 * DT;
        double half = 10 * moved / 2;
        double faded = Math.exp(-0.001 * DT);
        int link = only(engine);
        near(faded * (1 - half) * 0.5, engine.affect().linkValence(link), "valence");
        near(faded * half * 0.9, engine.affect().linkArousal(link), "arousal");
        near(0.01 * moved * 0.1 * (1 + 0.3 * Math.tanh(0.9)), engine.linkLogWeight(link), "learned");
    }

    @Test
    void a_link_that_no_longer_feels_like_its_source_is_left_for_another() {
        MindGraph graph = new Graphs()
                .node("a", 10, 0.5)
                .node("b", 0, 0.5)
                .node("c", 0, 0.5)
                .feels("a", 0.6, 0.8)
                .feels("b", -0.6, -0.8)
                .link("a", "b", 0)
                .linkFeels(0.6, 0.8)
                .link("a", "c", 0)
                .linkFeels(0.8, -0.3)
                .build(Layout.AS_LOADED);
        Engine engine = engine(graph);
        engine.step(DT);
        assertEquals("b", graph.endId(graph.links.target[only(engine)]));
        assertEquals(0, engine.affect().linkSize(0), "the middle between two that are opposed");
        engine.step(DT);
        assertEquals("c", graph.endId(graph.links.target[only(engine)]));
    }

    @Test
    void a_stride_that_wakes_its_target_learns_by_what_the_target_feels_too() {
        MindGraph graph = new Graphs()
                .node("a", 3, 0.5)
                .node("b", 0.499, 0.5)
                .feels("b", 0, -0.7)
                .link("a", "b", 0)
                .build(Layout.AS_LOADED);
        Engine engine = engine(graph);
        engine.step(DT);
        assertEquals(StrengthenLinks.CAUSAL, engine.report().strideTier[0]);
        double moved = 3 * 0.1 * DT;
        near(0.01 * moved * 0.6 * 0.1 * (1 + 0.3 * Math.tanh(0.7)), engine.linkLogWeight(0), "learned");
    }

    @Test
    void emotions_fade_by_a_thousandth_a_second_however_long_it_takes() {
        MindGraph graph = twoWays(0).build(Layout.AS_LOADED);
        Affect affect = new Affect(graph);
        double seconds = 0;
        for (int k = 0; k < 5_000; k++) {
            affect.fade(5);
            seconds += 5;
            if (k % 500 == 0) {
                double left = Math.exp(-0.001 * seconds);
                near(0.6 * left, affect.nodeValence(0), "valence");
                near(0.5 * left, affect.linkSize(1), "size");
                near(0.2 * left, affect.meanValence(), "mean over all three nodes");
                near(left, affect.meanSize(), "mean over the one that feels");
            }
        }
    }

    @Test
    void what_is_felt_arouses_and_shortens_an_interval_that_adapts() {
        Map<String, String> settings = Map.of("ENGINE_ADAPTIVE_TICK", "1", "ENGINE_DIFFUSION", "0");
        Engine calm = new Engine(new Graphs().node("a", 0, 0.5).build(), EngineSettings.with(settings));
        Engine moved =
                new Engine(new Graphs().node("a", 0, 0.5).feels("a", 1, 0).build(), EngineSettings.with(settings));
        calm.step(DT);
        moved.step(DT);
        near(0.4 * Math.exp(-0.001 * DT), moved.report().arousal - calm.report().arousal, "arousal");
        assertTrue(moved.nextIntervalMillis() < calm.nextIntervalMillis());
    }

    @Test
    void subentities_in_working_memory_take_on_what_the_first_of_them_feels() {
        MindGraph graph = new Graphs()
                .node("a", 3, 0.5)
                .node("b", 1, 0.5)
                .node("c", 2, 0.5)
                .feels("a", 0.5, 1)
                .feels("c", -1, -1)
                .subentity("first", 0, Map.of("a", 0.75, "b", 0.25))
                .subentity("second", 0, Map.of("c", 1.0))
                .build();
        Engine engine = engine(graph);
        engine.step(DT);
        assertEquals(graph.subentity("first"), engine.report().wmSubentity[0]);
        double left = Math.exp(-0.001 * DT);
        for (String id : new String[] {"first", "second"}) {
            near(0.1 * 0.75 * 0.5 * left, graph.subentities.valenceEma[graph.subentity(id)], id);
            near(0.1 * 0.75 * left, graph.subentities.arousalEma[graph.subentity(id)], id);
        }
    }

    @Test
    void energy_is_kept_and_results_do_not_depend_on_the_layout() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            long drawn = random.nextLong();
            Engine loaded = engine(feeling(drawn).build(Layout.AS_LOADED));
            Engine shuffled = engine(feeling(drawn).build(Graphs.shuffled(random)));
            assertTrue(loaded.affect().present());
            double before = 0;
            for (int i = 0; i < loaded.graph().nodes.count; i++) {
                before += loaded.energy(i);
            }
            for (int tick = 0; tick < 40; tick++) {
                loaded.step(0.5);
                shuffled.step(0.5);
            }
            double after = 0;
            for (int i = 0; i < loaded.graph().nodes.count; i++) {
                after += loaded.energy(i);
                int other = shuffled.graph().node(loaded.graph().nodes.id.get(i));
                near(loaded.energy(i), shuffled.energy(other), "with seed " + seed);
                near(loaded.affect().size(i), shuffled.affect().size(other), "with seed " + seed);
            }
            assertEquals(before, after, 1e-9 * (1 + before), "with seed " + seed);
        }
    }

    @Test
    void a_graph_without_emotions_has_none() {
        Engine engine = engine(Graphs.random(new Random(1), 20, 60, 2, 0.5).build());
        engine.step(DT);
        assertFalse(engine.affect().present());
        assertEquals(0, engine.affect().size(0));
    }

    private static Graphs feeling(long seed) {
        var random = new Random(seed);
        return Graphs.random(random, 5 + random.nextInt(60), 20 + random.nextInt(200), random.nextInt(6), 0.5)
                .feelAtRandom(random);
    }
}
