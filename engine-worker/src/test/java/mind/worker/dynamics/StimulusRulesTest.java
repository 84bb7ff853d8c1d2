package mind.worker.dynamics;

import static mind.worker.dynamics.Near.near;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How a stimulus is known, what it gives to whom, and how many wait: rules that the reference vectors do not reach. */
class StimulusRulesTest {
    private static Engine engine(Graphs graph, String... settings) {
        return Engines.of(graph.build(), "ENGINE_LIFECYCLE", "0", settings);
    }

    @Test
    void a_stimulus_has_at_least_the_least_budget() {
        Engine engine = engine(new Graphs().node("alpha", 0, 0.5).node("beta", 0, 0.5), "ENGINE_DIFFUSION", "0");
        engine.inject(new Stimulus("", "alpha x y z w", "test", List.of(), 1)); // similarity 0.06
        engine.step(0.1);
        near(0.15, engine.report().injection[0].budget, "budget");
    }

    @Test
    void a_stimulus_with_throttle_zero_adds_nothing() {
        Engine engine = engine(new Graphs().node("alpha", 0, 0.5));
        engine.inject(new Stimulus("", "alpha", "test", List.of(), 0));
        engine.step(0.1);
        near(0, engine.energy(0), "energy");
        assertEquals("suppressed", engine.report().injection[0].path);
    }

    @Test
    void wide_gaps_go_mostly_to_the_top_up() {
        Engine engine = engine(new Graphs().node("alpha", 0, 30), "ENGINE_DIFFUSION", "0");
        engine.inject(Stimulus.of("alpha"));
        engine.step(0.1);
        near(0.6, engine.report().injection[0].lambda, "0.6 + 0.2 for the gap - 0.2 for one node alone");
    }

    @Test
    void a_gap_is_wide_where_the_mean_of_those_meant_is_and_few_are_meant_where_a_fifth_goes_to_one() {
        Graphs graph = new Graphs();
        for (int i = 0; i < 5; i++) {
            graph.node("alpha" + i, 0, 8);
        }
        Engine engine = engine(graph, "ENGINE_DIFFUSION", "0");
        engine.inject(Stimulus.of("alpha"));
        engine.step(0.1);
        assertEquals(4, engine.report().injection[0].selected);
        near(0.4, engine.report().injection[0].lambda, "0.6, nothing for gaps of 8, - 0.2 for shares of a quarter");
    }

    @Test
    void one_stimulus_gives_a_node_ten_at_most_and_a_hundred_in_all() {
        Engine engine = engine(new Graphs().node("alpha", 0, 200), "ENGINE_DIFFUSION", "0", "ENGINE_DECAY", "off");
        engine.inject(new Stimulus("", "alpha", "test", List.of(), 1000));
        engine.step(0.1);
        near(10, engine.energy(0), "energy after one");
        for (int more = 0; more < 12; more++) {
            engine.inject(new Stimulus("", "alpha", "test", List.of(), 1000));
        }
        engine.step(0.1);
        near(100, engine.energy(0), "energy after many");
    }

    @Test
    void a_node_so_far_above_its_threshold_that_it_needs_nothing_is_cut_to_a_hundred_too() {
        Engine engine = engine(new Graphs().node("alpha", 1e6, 0.5), "ENGINE_DIFFUSION", "0", "ENGINE_DECAY", "off");
        engine.inject(Stimulus.of("alpha"));
        engine.step(0.1);
        near(100, engine.energy(0), "energy");
        near(100 - 1e6, engine.report().injection[0].added, "what was added");
    }

    @Test
    void stimuli_beyond_the_bound_drop_the_oldest_and_are_counted() {
        Engine engine = engine(
                new Graphs().node("alpha", 0, 50).node("beta", 0, 50),
                "ENGINE_STIMULUS_QUEUE",
                "3",
                "ENGINE_STIMULI_PER_TICK",
                "2");
        for (int k = 0; k < 5; k++) {
            engine.inject(new Stimulus("s" + k, "alpha", "test", List.of(), 1));
        }
        assertEquals(2, engine.droppedStimuli());
        engine.step(0.1);
        assertEquals(2, engine.report().injections);
        assertEquals("s2", engine.report().injection[0].stimulus.id());
        assertEquals(1, engine.report().stimuliWaiting);
    }

    @Test
    void a_stimulus_is_known_by_its_first_five_words_and_where_none_is_known_goes_to_the_first_fifty() {
        Graphs graph = new Graphs();
        for (int i = 0; i < 60; i++) {
            graph.node("n" + i, 0, 0.5);
        }
        Engine engine = engine(graph.node("sixth", 0, 0.5), "ENGINE_DIFFUSION", "0");
        engine.inject(Stimulus.of("one two three four five sixth"));
        engine.step(0.1);
        assertEquals("seed", engine.report().injection[0].path);
        assertEquals(50, engine.report().injection[0].candidates);
    }
}
