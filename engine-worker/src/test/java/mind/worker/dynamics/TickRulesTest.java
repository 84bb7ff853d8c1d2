package mind.worker.dynamics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import mind.worker.graph.MindGraph;
import org.junit.jupiter.api.Test;

/** Rules of the tick that the reference vectors do not reach, each worked out by hand. */
class TickRulesTest {
    @Test
    void nodes_awake_with_a_strong_subentity_are_to_belong_to_it_and_weak_members_count_for_less() {
        Graphs graph = new Graphs()
                .node("a", 5, 0.5)
                .node("b", 0.6, 0.5)
                .node("c", 0.7, 0.5)
                .node("d", 0.7, 0.5)
                .node("h", 6, 0.5)
                .node("asleep", 0.4, 0.5)
                .subentity("s", 1, Map.of("a", 1.0, "b", 1.0, "asleep", 1.0))
                .subentity("t", 1, Map.of("h", 1.0));
        Engine engine = new Engine(
                graph.build(),
                EngineSettings.with(Map.of(
                        "ENGINE_MEMBERSHIP_LEARNING", "1",
                        "ENGINE_DECAY", "off",
                        "ENGINE_DIFFUSION", "0")));
        for (int tick = 0; tick < 29; tick++) {
            engine.step(0.1);
        }
        assertEquals(List.of(), engine.membershipChanges(), "not before thirty observations");
        for (int tick = 0; tick < 60; tick++) {
            engine.step(0.1);
        }
        MindGraph built = engine.graph();
        Map<String, Double> changes = new java.util.TreeMap<>();
        engine.membershipChanges()
                .forEach(change -> changes.put(
                        (change.admits() ? "admit " : "prune ") + built.nodes.id.get(change.node()) + " "
                                + built.subentities.id[change.subentity()],
                        change.weight()));
        assertEquals(java.util.Set.of("admit a t", "prune b s"), changes.keySet());
        assertEquals(1.0, changes.get("admit a t"), "a weight is 1 at most");
        assertEquals(0.6, changes.get("prune b s"), 1e-6);
        engine.membershipChanges().stream()
                .filter(change -> !change.admits())
                .forEach(change -> built.memberships.weight[change.slot()] = change.weight() + 1e-3);
        assertTrue(
                engine.membershipChanges().stream().allMatch(MembershipLearning.Change::admits),
                "a weight that is as it should be is not written over and over");
    }

    @Test
    void a_quality_is_a_number_whatever_it_is_taken_from() {
        Engine engine =
                engine(new Graphs().node("a", 5, 0.5).subentity("s", 1, Map.of("a", 1.0)), "ENGINE_LIFECYCLE", "1");
        engine.graph().subentities.coherence[0] = 1e300;
        engine.graph().subentities.emaSeats[0] = 1e300;
        engine.step(0.1);
        assertTrue(Double.isFinite(engine.graph().subentities.quality[0]));
    }

    @Test
    void a_target_keeps_what_its_type_and_its_links_let_it_keep() {
        Engine engine = engine(
                new Graphs().node("a", 2, 0.5).node("b", "Memory", 0, 0.5).link("a", "b", 0),
                "ENGINE_STICKINESS",
                "1",
                "ENGINE_DECAY",
                "off");
        engine.step(0.1);
        double sent = 2 * 0.1 * 0.1;
        double kept = 0.9 + 0.1 * Math.tanh(1 / 20.0);
        near(2 - sent, engine.energy(engine.graph().node("a")), "what is left");
        near(sent * kept, engine.energy(engine.graph().node("b")), "what arrives");
    }

    @Test
    void energy_strides_from_the_last_winner_to_the_next_over_a_direct_link() {
        Graphs graph = new Graphs()
                .node("a", 3, 0.5)
                .node("b", 0, 0.5)
                .node("c", 0, 0.5)
                .link("a", "b", 0)
                .subentity("s", 0, Map.of("a", 1.0))
                .subentity("t", 0, Map.of("b", 1.0, "c", 1.0));
        Engine engine = engine(graph, "ENGINE_BOUNDARY_STRIDES", "1", "ENGINE_DECAY", "off");
        int moved = 0;
        for (int tick = 0; tick < 30; tick++) {
            if (tick == 3) {
                for (int k = 0; k < 20; k++) {
                    engine.inject(new Stimulus("", "", "test", List.of(), 20, List.of(new Stimulus.Near("c", 1))));
                }
            }
            double a = engine.energy(engine.graph().node("a"));
            double b = engine.energy(engine.graph().node("b"));
            engine.step(0.1);
            if (engine.report().boundaryStrides == 1) {
                moved++;
                double ease = Math.exp(engine.linkLogWeight(0));
                double first = a * 0.1 * 0.1;
                double second = (a - first) * 0.1 * 0.1;
                near(b + first + second, engine.energy(engine.graph().node("b")), "both strides arrive", 1e-4 * ease);
            }
        }
        assertEquals(1, moved, "the winner changes once, when c wakes t");
    }

    @Test
    void of_members_alike_energy_strides_from_the_first_loaded_to_the_first_loaded_wherever_they_lie() {
        for (int seed = 0; seed < 20; seed++) {
            Graphs graph = new Graphs()
                    .node("a", 3, 0.5)
                    .node("like a", 3, 0.5)
                    .node("b", 0, 0.5)
                    .node("like b", 0, 0.5)
                    .node("c", 0, 0.5)
                    .node("x", 0, 9)
                    .link("a", "b", 0)
                    .link("a", "like b", 0)
                    .link("a", "x", 1)
                    .link("like a", "x", 1)
                    .subentity("s", 0, Map.of("a", 1.0, "like a", 1.0))
                    .subentity("t", 0, Map.of("b", 1.0, "like b", 1.0, "c", 1.0));
            Engine engine = new Engine(
                    graph.build(Graphs.shuffled(new java.util.Random(seed))),
                    EngineSettings.with(Map.of("ENGINE_BOUNDARY_STRIDES", "1", "ENGINE_DECAY", "off")));
            for (int tick = 0; tick < 10; tick++) {
                if (tick == 3) {
                    for (int k = 0; k < 20; k++) {
                        engine.inject(new Stimulus("", "", "test", List.of(), 20, List.of(new Stimulus.Near("c", 1))));
                    }
                }
                engine.step(0.1);
            }
            assertTrue(engine.energy(engine.graph().node("b")) > 0, "seed " + seed);
            near(0, engine.energy(engine.graph().node("like b")), "seed " + seed);
        }
    }

    @Test
    void an_adaptive_interval_follows_activation_and_stimuli() {
        Engine busy = engine(new Graphs().node("a", 20, 0.5), "ENGINE_ADAPTIVE_TICK", "1", "ENGINE_DECAY", "off");
        busy.step(0.1);
        near(100, busy.nextIntervalMillis(), "many awake: the shortest");

        Engine resting = engine(new Graphs().node("a", 0.2, 0.5), "ENGINE_ADAPTIVE_TICK", "1", "ENGINE_DECAY", "off");
        resting.step(0.1);
        double first = 0.3 * 60 + 0.7 * 0.1;
        near(1_000 * first, resting.nextIntervalMillis(), "nobody awake: on the way to the longest");
        resting.inject(Stimulus.of("a"));
        resting.step(5);
        double second = 0.3 * 0.1 + 0.7 * first;
        near(1_000 * second, resting.nextIntervalMillis(), "a stimulus: on the way to the shortest");
    }

    @Test
    void an_adaptive_interval_counts_the_time_since_a_stimulus_beyond_the_longest_step_and_goes_on_in_a_new_engine() {
        MindGraph graph = new Graphs().node("a", 0.2, 0.5).build();
        EngineSettings settings = EngineSettings.with(Map.of("ENGINE_ADAPTIVE_TICK", "1"));
        Engine engine = new Engine(graph, settings);
        engine.inject(Stimulus.of("a"));
        engine.step(0.1);
        double interval = engine.nextIntervalMillis() / 1000;
        double since = 0;
        for (int tick = 0; tick < 30; tick++) {
            since += interval;
            engine.step(Math.min(interval, settings.dtCapS()));
            interval = 0.3 * Math.max(0.1, Math.min(60, since)) + 0.7 * interval;
            near(1000 * interval, engine.nextIntervalMillis(), "after tick " + tick);
            if (tick == 5) {
                Engine successor = new Engine(graph, settings);
                successor.follow(engine);
                engine = successor;
            }
        }
        assertTrue(interval > 3 * settings.dtCapS(), "it has come to " + interval);
    }

    @Test
    void a_subentity_that_emerged_is_given_up_once_when_it_stays_poor_and_no_other_ever() {
        for (boolean dissolve : new boolean[] {true, false}) {
            Graphs graph = new Graphs().node("a", 0.1, 0.5).subentity("own", 0, Map.of("a", 1.0));
            MindGraph built = graph.subentity("stored", 0, Map.of("a", 1.0)).build();
            built.subentities.stored[built.subentity("own")] = false;
            Engine engine = new Engine(built, EngineSettings.with(Map.of("ENGINE_DISSOLVE", dissolve ? "1" : "0")));
            int given = 0;
            for (int tick = 0; tick < 1_100; tick++) {
                engine.step(0.1);
                for (int k = 0; k < engine.report().dissolutions; k++) {
                    assertEquals(built.subentity("own"), engine.report().dissolved[k]);
                    assertTrue(tick >= 999, "not before a thousand ticks");
                    given++;
                }
            }
            assertEquals(dissolve ? 1 : 0, given);
        }
    }

    private static Engine engine(Graphs graph, String... settings) {
        return Engines.of(graph.build(), "ENGINE_LIFECYCLE", "0", settings);
    }

    @Test
    void typed_decay_follows_the_controller() {
        Engine engine = engine(
                new Graphs()
                        .node("a", "Task", 2, 0.5)
                        .node("b", "Task", 0, 0.015)
                        .link("a", "b", 0),
                "ENGINE_STRENGTHEN",
                "0");
        engine.step(1); // a wakes b: from the next tick on the ratio is 2
        double before = engine.energy(0) + engine.energy(1);
        engine.step(1);
        near(0.08, engine.report().delta, "delta");
        double rate = 2e-5 * 5 * (0.08 / 0.03);
        near(before * Math.exp(-rate), engine.energy(0) + engine.energy(1), "energy after one second");
    }

    @Test
    void flat_decay_takes_a_small_delta_as_it_is() {
        Engine engine = engine(
                new Graphs().node("a", "Memory", 1, 0.5),
                "ENGINE_DECAY",
                "flat",
                "ENGINE_DELTA0",
                "0.001",
                "ENGINE_KP",
                "0");
        engine.step(2);
        near(Math.exp(-0.002), engine.energy(0), "energy");
    }

    @Test
    void sigma_is_the_mean_of_the_last_ten() {
        Engine engine =
                engine(new Graphs().node("a", 1, 0.5).node("b", 0, 0.5).link("a", "b", 0), "ENGINE_DECAY", "off");
        engine.step(0.1);
        for (int tick = 0; tick < 3; tick++) {
            engine.step(0.1);
        }
        engine.inject(new Stimulus("", "b", "test", List.of(), 10));
        engine.inject(new Stimulus("", "b", "test", List.of(), 10));
        engine.step(0.1);
        near(2, engine.report().sigmaRaw, "sigma of the tick in which b woke");
        near((3 + 2) / 4.0, engine.report().sigma, "mean of four");
        for (int tick = 0; tick < 10; tick++) {
            engine.step(0.1);
        }
        near(1, engine.report().sigma, "mean once the two have left the window");
    }

    @Test
    void a_node_never_sends_more_than_it_owns() {
        Engine engine = engine(
                new Graphs().node("a", 3, 0.5).node("b", 0, 0.5).link("a", "b", 2),
                "ENGINE_ALPHA",
                "1",
                "ENGINE_DECAY",
                "off");
        engine.step(5);
        near(0, engine.energy(engine.graph().node("a")), "sender");
        near(3, engine.energy(engine.graph().node("b")), "target");
    }

    @Test
    void the_overlay_of_last_ticks_winner_chooses_the_link() {
        Engine engine = engine(
                new Graphs()
                        .node("a", 2, 0.5)
                        .node("b", 0, 0.5)
                        .node("c", 0, 0.5)
                        .link("a", "b", 0.5)
                        .link("a", "c", 0.0)
                        .overlay("s", 1.0)
                        .subentity("s", 0, Map.of("a", 1.0)),
                "ENGINE_STRENGTHEN",
                "0");
        MindGraph graph = engine.graph();
        engine.step(0.1);
        assertEquals(graph.node("b"), graph.links.target[engine.report().strideLink[0]], "no winner yet, no overlay");
        double sent = engine.energy(graph.node("a"));
        engine.step(0.1);
        assertEquals(graph.node("c"), graph.links.target[engine.report().strideLink[0]], "s won: its overlay holds");
        near(sent * Math.exp(1.0) * 0.1 * 0.1, engine.report().strideEnergy[0], "energy over the overlaid link");
    }

    @Test
    void weights_fade_every_sixty_ticks_by_the_time_that_passed() {
        Engine engine = engine(
                new Graphs()
                        .node("a", "Task", 0, 0.5)
                        .node("b", "Brand_New", 0, 0.5)
                        .link("a", "b", 1),
                "ENGINE_TICK_MS",
                "100");
        for (int tick = 0; tick < 60; tick++) {
            engine.step(5);
        }
        near(1, engine.linkLogWeight(0), "before the sixtieth tick");
        engine.step(5);
        assertTrue(engine.report().weightsDecayed);
        near(1 - 1e-6 * 305, engine.linkLogWeight(0), "link");
        near(-3e-6 * 305, engine.nodeLogWeight(engine.graph().node("a")), "task");
        near(-1e-6 * 305, engine.nodeLogWeight(engine.graph().node("b")), "unknown type");
    }

    @Test
    void weights_fade_no_further_than_the_lowest_and_the_first_link_wins_there() {
        Engine engine = engine(
                new Graphs()
                        .node("a", 2, 0.5)
                        .node("b", 0, 5)
                        .node("c", 0, 5)
                        .link("a", "b", -5)
                        .link("a", "c", -4.9999999),
                "ENGINE_WEIGHT_DECAY_TICKS",
                "1",
                "ENGINE_STRENGTHEN",
                "0");
        MindGraph graph = engine.graph();
        engine.step(1);
        assertEquals(graph.node("c"), graph.links.target[engine.report().strideLink[0]]);
        engine.step(1);
        engine.step(1);
        near(-5, engine.linkLogWeight(0), "lowest");
        near(-5, engine.linkLogWeight(1), "lowest");
        assertEquals(graph.node("b"), graph.links.target[engine.report().strideLink[0]], "both equal: the first");
    }

    @Test
    void a_link_that_has_faded_to_the_lowest_learns_from_there() {
        Engine engine = engine(
                new Graphs().node("a", 0, 0.5).node("b", 0, 0.5).link("a", "b", -5), "ENGINE_WEIGHT_DECAY_TICKS", "1");
        for (int tick = 0; tick < 100; tick++) {
            engine.step(5);
        }
        near(-5, engine.linkLogWeight(0), "lowest");
        engine.inject(new Stimulus("", "a", "test", List.of(), 100));
        engine.inject(new Stimulus("", "b", "test", List.of(), 100));
        engine.step(5);
        double learned = 0.01 * engine.report().strideEnergy[0] * 0.1;
        near(-5 + learned - 5e-6, engine.linkLogWeight(0), "what it has learned, less what faded since");
    }

    @Test
    void a_subentity_falls_asleep_when_its_members_do() {
        Engine engine = engine(
                new Graphs()
                        .node("a", 1.4, 0.5)
                        .node("b", 0, 9)
                        .link("a", "b", 2)
                        .subentity("s", 0, Map.of("a", 1.0)),
                "ENGINE_ALPHA",
                "1",
                "ENGINE_DECAY",
                "off");
        engine.step(0.01);
        assertTrue(engine.subentityActive(0));
        assertEquals(1, engine.report().subentityFlips);
        engine.step(5);
        assertFalse(engine.subentityActive(0));
        assertEquals(1, engine.report().subentityFlips, "it deactivates");
        engine.step(0.1);
        assertEquals(0, engine.report().subentityFlips, "once");
    }

    @Test
    void after_ten_positive_energies_the_cohort_speaks_and_hysteresis_holds_the_threshold() {
        Engine engine =
                engine(new Graphs().node("a", 1.5, 0.5).subentity("s", 0, Map.of("a", 1.0)), "ENGINE_DECAY", "off");
        for (int tick = 0; tick < 11; tick++) {
            engine.step(0.1);
            near(0.5, engine.graph().subentities.theta[0], "members' thresholds, tick " + tick);
        }
        engine.step(0.1);
        near(1.0, engine.graph().subentities.theta[0], "mean of the cohort");
        assertTrue(engine.subentityActive(0));
        engine.inject(new Stimulus("", "a", "test", List.of(), 1));
        engine.step(0.1);
        near(1.0, engine.graph().subentities.theta[0], "within 5 % of the threshold it holds");
    }

    @Test
    void the_controllers_multiplier_reaches_subentity_thresholds() {
        Engine engine = engine(
                new Graphs()
                        .node("a", 2, 0.5)
                        .node("b", 0, 0.015)
                        .link("a", "b", 0)
                        .subentity("s", 0, Map.of("a", 1.0)),
                "ENGINE_DECAY",
                "off");
        engine.step(0.1);
        near(0.5, engine.graph().subentities.theta[0], "critical");
        engine.step(0.1);
        near(0.5 * 1.1, engine.graph().subentities.theta[0], "supercritical");
    }

    @Test
    void working_memory_holds_seven_and_orders_by_energy_a_token() {
        Graphs graph = new Graphs();
        for (int i = 0; i < 10; i++) {
            graph.node("n" + i, 2 + i * 0.1, 0.5).node("m" + i, 2 + i * 0.1, 0.5);
        }
        for (int s = 0; s < 9; s++) {
            graph.subentity("s" + s, 0, Map.of("n" + s, 1.0));
        }
        Map<String, Double> many = new LinkedHashMap<>();
        for (int i = 5; i < 10; i++) {
            many.put("m" + i, 1.0);
        }
        graph.subentity("wide", 0, many); // energy 2.2 for 100 tokens, against 1.5 to 2.3 for 60
        Engine engine = engine(graph, "ENGINE_DECAY", "off");
        engine.step(0.1);
        TickReport tick = engine.report();
        assertEquals(7, tick.wm);
        assertEquals("s8", engine.graph().subentities.id[tick.wmSubentity[0]]);
        for (int k = 0; k < tick.wm; k++) {
            assertEquals(
                    "s" + (8 - k), engine.graph().subentities.id[tick.wmSubentity[k]], "the wide one costs too much");
        }
    }

    @Test
    void working_memory_stops_at_its_budget() {
        Graphs graph = new Graphs();
        for (int s = 0; s < 5; s++) {
            graph.node("n" + s, 2, 0.5).subentity("s" + s, 0, Map.of("n" + s, 1.0));
        }
        Engine engine = engine(graph, "ENGINE_WM_BUDGET", "200");
        engine.step(0.1);
        assertEquals(3, engine.report().wm);
        assertEquals(180, engine.report().wmTokensUsed);
    }

    @Test
    void an_observing_phase_that_fails_never_stops_the_physics() {
        MindGraph graph = new Graphs()
                .node("a", 2, 0.5)
                .node("b", 0, 0.5)
                .link("a", "b", 0)
                .build();
        UnaryOperator<List<Phase>> withFailure = phases -> {
            phases.add(3, new Phase() {
                @Override
                public void run(TickReport tick) {
                    throw new IllegalStateException("this phase always fails");
                }

                @Override
                public boolean optional() {
                    return true;
                }
            });
            return phases;
        };
        Engine engine = new Engine(graph, EngineSettings.with(Map.of()), Energies.EXACT_UP_TO, withFailure);
        engine.step(0.1);
        engine.step(0.1);
        assertEquals(2, engine.ticks());
        assertEquals(2, engine.failedPhases());
        assertTrue(engine.energy(graph.node("b")) > 0, "energy went on");
    }

    @Test
    void learning_moves_what_was_useful_up_within_its_kind() {
        Engine engine = engine(
                new Graphs().node("a", 0, 1).node("b", 0, 1).node("c", 0, 1).link("a", "b", 0));
        List<Trace.Update> updates = engine.learn(
                new Trace(Map.of("a", 3), List.of(), List.of(new Trace.LinkFormation("a", "b", "ENABLES", 0.8))));
        assertEquals(2, updates.size());
        Trace.Update node = updates.get(0);
        assertEquals("a", node.id());
        near(TraceLearning.z(3.5, 4), node.zReinforcement(), "top of three, itself once more");
        near(TraceLearning.z(2.5, 4), node.zFormation(), "all alike");
        near(
                0.15 * (node.zReinforcement() + node.zFormation()),
                engine.nodeLogWeight(engine.graph().node("a")),
                "weight");
        near(0.15 * 0.08, engine.linkLogWeight(0), "a kind of one uses the average itself", 1e-6);
    }

    @Test
    void a_link_that_formed_twice_in_one_message_counts_twice_and_moves_once() {
        Engine engine = engine(new Graphs().node("a", 0, 1).node("b", 0, 1).link("a", "b", 0));
        var formed = new Trace.LinkFormation("a", "b", "ENABLES", 0.8);
        List<Trace.Update> updates = engine.learn(new Trace(Map.of(), List.of(), List.of(formed, formed)));
        assertEquals(1, updates.size());
        near(0.08 + 0.9 * 0.08, updates.get(0).zFormation(), "both in the average", 1e-6);
        near(0.15 * updates.get(0).zFormation(), engine.linkLogWeight(0), "at the first rate", 1e-6);
    }

    @Test
    void what_is_learned_within_its_scope_is_bounded_slower_the_sooner_and_chooses_the_link_anew() {
        Graphs graph = new Graphs();
        for (String scope : List.of("personal", "organizational")) {
            for (int i = 0; i < 3; i++) {
                int seats = i;
                graph.node(row -> {
                    row.id = scope + seats;
                    row.name = row.id;
                    row.scope = scope;
                    row.emaSeats = scope.equals("personal") ? seats : 10 + seats;
                    row.logWeight = seats == 2 ? 1.95 : 0;
                });
            }
        }
        graph.link("personal0", "personal1", 0).link("personal0", "personal2", 0);
        Engine engine = engine(graph);
        MindGraph built = engine.graph();
        List<Trace.Update> updates = engine.learn(new Trace(
                Map.of("personal2", 5, "organizational0", 10),
                List.of(),
                List.of(new Trace.LinkFormation("personal0", "personal2", "ENABLES", 1))));
        Map<String, Trace.Update> byId = new HashMap<>();
        updates.forEach(update -> byId.put(update.id(), update));
        near(TraceLearning.z(3.5, 4), byId.get("personal2").zReinforcement(), "first of three of its scope");
        near(2, engine.nodeLogWeight(built.node("personal2")), "no more than that");
        near(0.15, byId.get("personal2").eta(), "the first time");
        assertEquals(built.node("personal2"), engine.best().target[built.node("personal0")], "the one that was formed");
        engine.learn(new Trace(Map.of("personal2", 9), List.of(), List.of())).stream()
                .filter(update -> update.id().equals("personal2"))
                .forEach(update -> near(0.01, update.eta(), "again at once"));
    }

    @Test
    void the_controller_describes_what_it_saw_and_counts_alarms() {
        var controller = new CriticalityController(EngineSettings.with(Map.of()), 10);
        var tick = new TickReport();
        for (int k = 0; k < 20; k++) {
            tick.sigma = k % 2 == 0 ? 3 : 0.5;
            tick.active = 2;
            tick.shadow = 2;
            controller.run(tick);
            near(k % 2 == 0 ? 2 : 0.5, tick.rho, "2 at most");
            assertEquals(k < 9 ? 0 : 1, tick.alarms(TickReport.Alarm.RATIO), "ten ticks out of 0.7 to 1.3, told once");
            assertEquals(
                    k < 19 ? 0 : 1,
                    tick.alarms(TickReport.Alarm.FRONTIER),
                    "twenty ticks with over 30 % next to what is active");
        }
        near(0.75 * 0.75, tick.rhoVariance, "variance of 2 and 0.5");
        near(1, tick.oscillation, "each error is of the other sign");
        var next = new TickReport();
        next.follow(tick);
        assertEquals(1, next.alarms(TickReport.Alarm.RATIO), "counted on in a graph loaded anew");
    }

    @Test
    void of_equal_flips_those_loaded_first_are_told_wherever_they_lie() {
        Graphs graph = new Graphs();
        for (int i = 0; i < 100; i++) {
            graph.node("n" + i, 0, 0.05);
        }
        List<Stimulus.Near> all = new java.util.ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(new Stimulus.Near("n" + i, 0.5));
        }
        MindGraph built = graph.build(Graphs.shuffled(new java.util.Random(5)));
        Engine engine = new Engine(built, EngineSettings.with(Map.of("ENGINE_DECAY", "off")));
        engine.inject(new Stimulus("", "", "test", List.of(), 1, all));
        engine.step(0.1);
        TickReport tick = engine.report();
        assertTrue(tick.flips > tick.flipsListed, "more than are told");
        for (int k = 0; k < tick.flipsListed; k++) {
            assertEquals("n" + k, built.nodes.id.get(tick.flipNode[k]));
        }
    }

    private static void near(double expected, double actual, String what) {
        Near.near(expected, actual, what);
    }

    private static void near(double expected, double actual, String what, double tolerance) {
        assertEquals(expected, actual, tolerance, what);
    }
}
