package mind.worker.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import mind.worker.graph.Layout;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;
import org.junit.jupiter.api.Test;

/** What must hold for every graph: engine.md 8.4, on graphs drawn at random; a failure names its seed. */
class LawsTest {
    private static final int GRAPHS = 60;
    private static final int RENUMBERINGS = 100;

    private static void forAll(Consumer<Random> law) {
        forAll(GRAPHS, law);
    }

    private static void forAll(int graphs, Consumer<Random> law) {
        for (int seed = 0; seed < graphs; seed++) {
            try {
                law.accept(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static Graphs draw(Random random) {
        return draw(random, 1);
    }

    private static void draw(Random random, double scale, Graphs into) {
        into.addRandom(random, 1 + random.nextInt(60), random.nextInt(200), random.nextInt(6), 0.4, scale);
    }

    /** The same graph as without {@code scale}, but for the members' weights, which are multiplied by it. */
    private static Graphs draw(Random random, double scale) {
        var graph = new Graphs();
        draw(random, scale, graph);
        return graph;
    }

    private static Engine engine(MindGraph graph, String... settings) {
        return engine(graph, Energies.EXACT_UP_TO, settings);
    }

    private static Engine engine(MindGraph graph, int exactUpTo, String... settings) {
        Map<String, String> overrides = new HashMap<>();
        for (int k = 0; k < settings.length; k += 2) {
            overrides.put(settings[k], settings[k + 1]);
        }
        return new Engine(graph, EngineSettings.with(overrides), exactUpTo, UnaryOperator.identity());
    }

    private static double[] energies(Engine engine) {
        double[] energies = new double[engine.graph().nodes.count];
        engine.copyEnergies(energies);
        return energies;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    @Test
    void without_decay_and_stimuli_energy_is_kept() {
        forAll(random -> {
            Engine engine = engine(draw(random).build(), "ENGINE_DECAY", "off");
            double before = sum(energies(engine));
            double dt = new double[] {0.1, 1, 5}[random.nextInt(3)];
            for (int tick = 0; tick < 50; tick++) {
                engine.step(dt);
                assertTrue(engine.report().conservationError <= 1e-9 * (1 + before), "one tick keeps energy");
            }
            assertEquals(before, sum(energies(engine)), 1e-9 * (1 + before));
        });
    }

    @Test
    void strides_between_winning_subentities_keep_energy_too() {
        int[] strides = new int[1];
        forAll(random -> {
            Engine engine = engine(
                    Graphs.random(random, 15, 300, 12, 0.4).build(),
                    "ENGINE_DECAY",
                    "off",
                    "ENGINE_BOUNDARY_STRIDES",
                    "1");
            double before = sum(energies(engine));
            for (int tick = 0; tick < 50; tick++) {
                engine.step(1);
                strides[0] += engine.report().boundaryStrides;
                assertTrue(java.util.Arrays.stream(energies(engine)).allMatch(e -> e >= 0), "no energy below zero");
            }
            assertEquals(before, sum(energies(engine)), 1e-9 * (1 + before));
        });
        assertTrue(strides[0] > 100, "only " + strides[0] + " such strides in all graphs together");
    }

    @Test
    void what_targets_do_not_keep_is_all_that_is_lost() {
        forAll(random -> {
            Engine engine = engine(draw(random).build(), "ENGINE_DECAY", "off", "ENGINE_STICKINESS", "1");
            for (int tick = 0; tick < 30; tick++) {
                double before = sum(energies(engine));
                engine.step(1);
                double lost = before - sum(energies(engine));
                assertEquals(engine.report().conservationError, lost, 1e-9 * (1 + before));
                double sent = 0;
                for (int k = 0; k < engine.report().strides; k++) {
                    sent += engine.report().strideEnergy[k];
                }
                assertTrue(lost >= -1e-9 && lost <= 0.9 * sent + 1e-9, "at least a tenth arrives");
            }
        });
    }

    @Test
    void energies_stay_finite_and_at_least_zero() {
        forAll(random -> {
            Graphs graph = draw(random);
            graph.node(row -> {
                row.id = "huge";
                row.energy = 1e308;
                row.theta = 1e-3;
            });
            graph.link("huge", "n0", 2);
            Engine engine = engine(graph.build());
            for (int tick = 0; tick < 30; tick++) {
                engine.step(1);
                for (double e : energies(engine)) {
                    assertTrue(e >= 0 && Double.isFinite(e), "energy " + e);
                }
            }
        });
    }

    @Test
    void decay_never_adds_energy_nor_passes_the_floor() {
        int[] arrived = new int[1];
        forAll(random -> {
            MindGraph graph = draw(random).build();
            boolean strides = random.nextBoolean();
            Engine engine = engine(
                    graph,
                    random.nextBoolean() ? 0 : Energies.EXACT_UP_TO,
                    "ENGINE_DIFFUSION",
                    strides ? "1" : "0",
                    "ENGINE_DECAY",
                    "flat");
            double[] last = energies(engine);
            for (int tick = 0; tick < 150; tick++) {
                engine.step(5);
                double[] now = energies(engine);
                assertTrue(sum(now) <= sum(last) * (1 + 1e-12), "sum " + sum(now) + " after " + sum(last));
                for (int i = 0; i < now.length && !strides; i++) {
                    String what = "energy " + now[i] + " after " + last[i];
                    assertTrue(now[i] <= last[i] && now[i] >= Math.min(last[i], Rates.FLOOR), what);
                    arrived[0] += now[i] == Rates.FLOOR && last[i] > Rates.FLOOR ? 1 : 0;
                }
                last = now;
            }
        });
        assertTrue(arrived[0] > 50, "only " + arrived[0] + " nodes of all graphs came down to the floor");
    }

    @Test
    void decay_in_one_step_is_decay_in_many() {
        forAll(random -> {
            long seed = random.nextLong();
            Engine once = engine(draw(new Random(seed)).build(), "ENGINE_DIFFUSION", "0", "ENGINE_CONTROLLER", "0");
            Engine often = engine(draw(new Random(seed)).build(), "ENGINE_DIFFUSION", "0", "ENGINE_CONTROLLER", "0");
            once.step(5);
            for (int step = 0; step < 10; step++) {
                often.step(0.5);
            }
            assertArrayEquals(energies(once), energies(often), 1e-12);
        });
    }

    @Test
    void injection_adds_no_more_than_its_budget() {
        forAll(random -> {
            Engine engine = engine(draw(random).build(), "ENGINE_DIFFUSION", "0", "ENGINE_DECAY", "off");
            double[] before = energies(engine);
            engine.inject(new Stimulus("", "n1 n2 n3", "test", List.of("s0"), 100 * random.nextDouble()));
            engine.step(0.1);
            double[] after = energies(engine);
            TickReport.Injection done = engine.report().injection[0];
            assertTrue(done.added <= done.budget * (1 + 1e-12) + 1e-12, "added " + done.added + " of " + done.budget);
            for (int i = 0; i < after.length; i++) {
                assertTrue(after[i] - before[i] <= 10 + 1e-12 && after[i] <= 100, "one node's share");
            }
        });
    }

    @Test
    void what_an_injection_adds_does_not_depend_on_the_order_of_its_candidates() {
        forAll(random -> {
            long seed = random.nextLong();
            Engine one = engine(draw(new Random(seed)).build(), "ENGINE_DIFFUSION", "0", "ENGINE_DECAY", "off");
            Engine other = engine(draw(new Random(seed)).build(), "ENGINE_DIFFUSION", "0", "ENGINE_DECAY", "off");
            List<Stimulus.Near> near = new ArrayList<>();
            int nodes = one.graph().nodes.count;
            for (int i = 0; i < nodes; i++) {
                near.add(new Stimulus.Near(
                        "n" + i, (i + 0.1 + 0.8 * random.nextDouble()) / nodes)); // all of them distinct
            }
            double throttle = 20 * random.nextDouble();
            double[] before = energies(one);
            Collections.shuffle(near, random);
            one.inject(new Stimulus("", "", "test", List.of(), throttle, near));
            Collections.shuffle(near, random);
            other.inject(new Stimulus("", "", "test", List.of(), throttle, near));
            one.step(0.1);
            other.step(0.1);
            TickReport.Injection done = one.report().injection[0];
            assertTrue(done.selected > 0, "something is selected");
            assertEquals(done.added, other.report().injection[0].added, 1e-12 * (1 + done.added));
            assertArrayEquals(energies(one), energies(other), 1e-12);

            double likes = 0;
            for (int k = 0; k < done.selected; k++) {
                likes += Math.pow(done.similarity[k], 1.3);
            }
            for (int k = 0; k < done.selected; k++) {
                int i = done.node[k];
                double gap = Math.max(0, one.graph().nodes.theta[i] - before[i]);
                double amplified = Math.pow(done.similarity[k], 1.3) / likes * done.amplifier;
                assertTrue(done.delta[k] <= gap + amplified + 1e-12, "topping up ends at the threshold");
            }
        });
    }

    @Test
    void delta_is_bounded_and_rises_with_the_ratio() {
        double last = 0;
        for (double sigma = 0; sigma < 3; sigma += 0.01) {
            double delta = CriticalityController.delta(0.03, 0.05 * (Math.min(2, sigma) - 1));
            assertTrue(delta >= 0.001 && delta <= 0.20 && delta >= last, "delta " + delta + " at " + sigma);
            last = delta;
        }
    }

    @Test
    void log_weights_stay_within_bounds_and_strengthening_never_weakens() {
        forAll(random -> {
            Engine engine = engine(draw(random).build(), "ENGINE_WEIGHT_DECAY_TICKS", "1000000");
            double[] last = weights(engine);
            for (int tick = 0; tick < 40; tick++) {
                engine.step(1);
                double[] now = weights(engine);
                for (int l = 0; l < now.length; l++) {
                    assertTrue(now[l] >= last[l] && now[l] <= 2, "weight " + now[l] + " after " + last[l]);
                }
                last = now;
            }
        });
    }

    @Test
    void the_kept_best_link_is_the_one_a_search_would_find() {
        forAll(random -> {
            MindGraph graph = draw(random).build();
            Engine engine = engine(graph, "ENGINE_WEIGHT_DECAY_TICKS", "3");
            for (int tick = 0; tick < 40; tick++) {
                engine.step(1);
                BestLinks searched = engine.best();
                int[] kept = searched.link.clone();
                double[] ease = searched.ease.clone();
                for (int i = 0; i < graph.nodes.count; i++) {
                    searched.search(i);
                }
                assertArrayEquals(kept, searched.link);
                for (int i = 0; i < kept.length; i++) {
                    assertEquals(searched.ease[i], ease[i], 1e-12 * searched.ease[i], "ease of " + i);
                }
            }
        });
    }

    @Test
    void the_shadow_is_who_is_not_active_and_next_to_somebody_active() {
        forAll(random -> {
            Engine engine = engine(draw(random).build());
            MindGraph graph = engine.graph();
            for (int tick = 0; tick < 20; tick++) {
                var shadow = new java.util.TreeSet<Integer>();
                for (int i = 0; i < graph.nodes.count; i++) {
                    for (int l = graph.links.outStart[i]; engine.active(i) && l < graph.links.diffusingEnd[i]; l++) {
                        if (!engine.active(graph.links.target[l])) {
                            shadow.add(graph.links.target[l]);
                        }
                    }
                }
                engine.step(1); // without a stimulus those are active in it who were at its start
                assertEquals(shadow.size(), engine.report().shadow, "tick " + tick);
            }
        });
    }

    private static double[] weights(Engine engine) {
        double[] weights = new double[engine.graph().links.count];
        for (int l = 0; l < weights.length; l++) {
            weights[l] = engine.linkLogWeight(l);
        }
        return weights;
    }

    @Test
    void a_subentity_has_no_more_energy_than_its_strongest_member_has_above_its_threshold() {
        forAll(random -> {
            Engine engine = engine(draw(random).build());
            MindGraph graph = engine.graph();
            for (int tick = 0; tick < 10; tick++) {
                engine.step(0.5);
                for (int s = 0; s < graph.subentities.count; s++) {
                    double most = 0;
                    for (int slot = graph.memberships.start[s]; slot < graph.memberships.start[s + 1]; slot++) {
                        int i = graph.memberships.node[slot];
                        most = Math.max(most, engine.energy(i) - graph.nodes.theta[i]);
                    }
                    double energy = graph.subentities.energy[s];
                    assertTrue(energy >= 0 && energy <= most * (1 + 1e-12), "energy " + energy + " of at most " + most);
                }
            }
        });
    }

    @Test
    void scaling_all_weights_of_members_leaves_a_subentitys_energy_as_it_is() {
        forAll(random -> {
            long seed = random.nextLong();
            double scale = Math.pow(10, -3 * random.nextDouble());
            Engine plain = engine(draw(new Random(seed)).build());
            Engine scaled = engine(draw(new Random(seed), scale).build());
            for (int tick = 0; tick < 10; tick++) {
                plain.step(0.5);
                scaled.step(0.5);
                for (int s = 0; s < plain.graph().subentities.count; s++) {
                    double expected = plain.graph().subentities.energy[s];
                    assertEquals(
                            expected, scaled.graph().subentities.energy[s], 1e-12 + 1e-9 * expected, "scale " + scale);
                }
            }
        });
    }

    @Test
    void working_memory_is_bounded_and_flips_alternate() {
        forAll(random -> {
            Engine engine = engine(draw(random).build());
            Subentities subs = engine.graph().subentities;
            boolean[] active = new boolean[subs.count];
            for (int tick = 0; tick < 40; tick++) {
                engine.step(1);
                TickReport report = engine.report();
                assertTrue(report.wm <= 7 && report.wmTokensUsed <= 2000);
                double last = Double.POSITIVE_INFINITY;
                for (int k = 0; k < report.wm; k++) {
                    double score = subs.energy[report.wmSubentity[k]] / report.wmTokens[k];
                    assertTrue(score <= last, "scores fall");
                    last = score;
                }
                for (int k = 0; k < report.subentityFlips; k++) {
                    int s = report.subentityFlip[k];
                    active[s] = !active[s];
                }
                for (int s = 0; s < subs.count; s++) {
                    assertEquals(engine.subentityActive(s), active[s], "each change is told once");
                }
            }
        });
    }

    @Test
    void the_same_start_comes_to_the_same_end() {
        long seed = 7;
        double[][] ends = new double[2][];
        for (int run = 0; run < 2; run++) {
            Engine engine =
                    engine(Graphs.random(new Random(seed), 50, 200, 5, 0.3).build());
            for (int tick = 0; tick < 1000; tick++) {
                if (tick % 50 == 0) {
                    engine.inject(Stimulus.of("n" + tick / 50));
                }
                engine.step(0.1);
            }
            ends[run] = energies(engine);
        }
        assertArrayEquals(ends[0], ends[1]);
    }

    @Test
    void nodes_that_have_nothing_to_do_with_others_change_nothing_wherever_they_are_loaded() {
        forAll(random -> {
            long seed = random.nextLong();
            Graphs late = draw(new Random(seed));
            Graphs early = new Graphs();
            for (int i = 0; i < 20; i++) {
                double energy = random.nextDouble();
                early.node("apart" + i, energy, 2);
                late.node("apart" + i, energy, 2);
            }
            draw(new Random(seed), 1, early);
            Engine first = engine(late.build(), "ENGINE_CONTROLLER", "0");
            Engine second = engine(early.build(), "ENGINE_CONTROLLER", "0");
            for (int tick = 0; tick < 20; tick++) {
                first.step(0.5);
                second.step(0.5);
            }
            for (int i = 0; i < first.graph().nodes.count; i++) {
                double expected = first.energy(i);
                String id = first.graph().nodes.id.get(i);
                assertEquals(expected, second.energy(second.graph().node(id)), 1e-12 + 1e-9 * expected, id);
            }
        });
    }

    /** Settings that are off by default. */
    private static final String[] ALL_ON = {
        "ENGINE_BOUNDARY_STRIDES", "1",
        "ENGINE_STICKINESS", "1",
        "ENGINE_ADAPTIVE_TICK", "1",
        "ENGINE_MEMBERSHIP_LEARNING", "1",
        "ENGINE_EMERGENCE", "1",
        "ENGINE_DISSOLVE", "1"
    };

    @Test
    void results_do_not_depend_on_the_layout() {
        layoutsAgree(30);
    }

    @Test
    void nor_do_they_with_everything_switched_on() {
        assertTrue(layoutsAgree(160, ALL_ON) > 0, "memberships were learned in some graph");
    }

    /** Answers how many memberships are to change in all graphs. */
    private static int layoutsAgree(int ticks, String... settings) {
        int[] learned = new int[1];
        forAll(RENUMBERINGS, random -> {
            long seed = random.nextLong();
            Engine loaded = engine(draw(new Random(seed)).build(Layout.AS_LOADED), settings);
            Engine shuffled = engine(draw(new Random(seed)).build(Graphs.shuffled(random)), settings);
            for (int tick = 0; tick < ticks; tick++) {
                if (tick % 7 == 0) {
                    loaded.inject(Stimulus.of("n1 n5"));
                    shuffled.inject(Stimulus.of("n1 n5"));
                }
                loaded.step(0.5);
                shuffled.step(0.5);
            }
            for (int i = 0; i < loaded.graph().nodes.count; i++) {
                double expected = loaded.energy(i);
                assertEquals(
                        expected,
                        shuffled.energy(
                                shuffled.graph().node(loaded.graph().nodes.id.get(i))),
                        1e-12 + 1e-9 * expected);
            }
            learned[0] += changes(loaded).size();
            assertEquals(changes(loaded), changes(shuffled));
        });
        return learned[0];
    }

    /** What memberships are to become, nodes by their ids. */
    private static SortedMap<String, String> changes(Engine engine) {
        var changes = new TreeMap<String, String>();
        for (MembershipLearning.Change change : engine.membershipChanges()) {
            changes.put(
                    engine.graph().nodes.id.get(change.node()) + " in "
                            + engine.graph().subentities.id[change.subentity()],
                    String.format(Locale.ROOT, "%.9f", change.weight()));
        }
        return changes;
    }

    @Test
    void lazy_decay_and_running_sums_come_to_what_summing_everything_does() {
        forAll(random -> {
            long seed = random.nextLong();
            String decay = random.nextBoolean() ? "typed" : "flat";
            Engine exact = engine(draw(new Random(seed)).build(), "ENGINE_DECAY", decay);
            Engine lazy = engine(draw(new Random(seed)).build(), 0, "ENGINE_DECAY", decay);
            double dt = new double[] {0.1, 0.7, 5}[random.nextInt(3)];
            for (int tick = 0; tick < 200; tick++) {
                if (random.nextInt(10) == 0) {
                    Stimulus stimulus = Stimulus.of("n" + random.nextInt(60));
                    exact.inject(stimulus);
                    lazy.inject(stimulus);
                }
                exact.step(dt);
                lazy.step(dt);
                assertEquals(exact.report().nodesDecayed, lazy.report().nodesDecayed, "nodes decayed, tick " + tick);
                assertEquals(
                        exact.report().totalEnergy, lazy.report().totalEnergy, 1e-9 * (1 + exact.report().totalEnergy));
                assertEquals(exact.report().precision, lazy.report().precision, 1e-4);
                assertEquals(exact.report().active, lazy.report().active);
                assertEquals(exact.report().shadow, lazy.report().shadow);
                double[] expected = energies(exact);
                double[] actual = energies(lazy);
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], actual[i], 1e-12 + 1e-9 * expected[i], "tick " + tick);
                }
            }
        });
    }

    @Test
    void the_fast_logarithm_is_good_to_nine_digits() {
        Random random = new Random(3);
        for (int k = 0; k < 100_000; k++) {
            double x = Math.pow(10, -300 + 600 * random.nextDouble());
            assertEquals(Math.log(x), Logarithm.ln(x), 1e-9 * Math.max(1, Math.abs(Math.log(x))), "ln " + x);
        }
        for (double x = 0.9; x < 1.1; x += 1e-5) {
            assertEquals(Math.log(x), Logarithm.ln(x), 1e-12, "ln " + x);
        }
    }
}
