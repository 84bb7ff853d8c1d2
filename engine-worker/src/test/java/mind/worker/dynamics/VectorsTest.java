package mind.worker.dynamics;

import static mind.worker.dynamics.Near.near;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import mind.worker.graph.Layout;
import mind.worker.graph.MindGraph;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of the reference vectors, tick by tick, in load order, by degree, by stride, and under 100 random renumberings. */
class VectorsTest {
    private static final int RENUMBERINGS = 100;

    static JsonNode vectors() throws IOException {
        try (var in = VectorsTest.class.getResourceAsStream("/engine/vectors.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    @TestFactory
    Stream<DynamicTest> every_case_comes_to_its_figures_whatever_the_layout() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        vectors().get("cases").forEach(test -> {
            String name = test.get("name").asText();
            tests.add(DynamicTest.dynamicTest(name + " as loaded", () -> run(test, Layout.AS_LOADED)));
            tests.add(DynamicTest.dynamicTest(name + " by degree", () -> run(test, Layout.BY_DEGREE)));
            tests.add(DynamicTest.dynamicTest(name + " by stride", () -> run(test, Layout.BY_STRIDE)));
            tests.add(DynamicTest.dynamicTest(name + " renumbered", () -> {
                for (int seed = 0; seed < RENUMBERINGS; seed++) {
                    try {
                        run(test, Graphs.shuffled(new Random(seed)));
                    } catch (AssertionError e) {
                        throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
                    }
                }
            }));
        });
        return tests.stream();
    }

    private static void run(JsonNode test, Layout layout) {
        JsonNode config = test.get("config");
        EngineSettings settings = EngineSettings.with(Map.of(
                "ENGINE_ALPHA", config.get("alpha").asText(),
                "ENGINE_DELTA0", config.get("delta0").asText(),
                "ENGINE_KP", config.get("kp").asText(),
                "ENGINE_DECAY", config.get("decay").asText(),
                "ENGINE_DIFFUSION", config.get("diffusion").asText(),
                "ENGINE_STRENGTHEN", config.get("strengthen").asText(),
                "ENGINE_CONTROLLER", config.get("controller").asText(),
                "ENGINE_WEIGHT_DECAY_TICKS", config.get("weight_decay_every").asText(),
                "ENGINE_LIFECYCLE", "0"));
        MindGraph graph = graph(test.get("graph"), layout);
        double[] afterDiffusion = new double[graph.nodes.count];
        Engine engine =
                new Engine(graph, settings, Energies.EXACT_UP_TO, phases -> watch(phases, graph, afterDiffusion));
        for (JsonNode expected : test.get("expected")) {
            int frame = expected.get("frame").asInt();
            test.get("stimuli")
                    .path(Integer.toString(frame))
                    .forEach(stimulus ->
                            engine.inject(Stimulus.of(stimulus.get("text").asText())));
            engine.step(config.get("dt").asDouble());
            check(expected, engine, afterDiffusion);
        }
    }

    /** Adds a phase that remembers every energy right after the strides are applied. */
    private static List<Phase> watch(List<Phase> phases, MindGraph graph, double[] into) {
        List<Phase> list = new ArrayList<>(phases);
        for (int k = 0; k < list.size(); k++) {
            if (list.get(k) instanceof ApplyDeltas) {
                list.add(k + 1, tick -> System.arraycopy(graph.nodes.energy, 0, into, 0, into.length));
                return list;
            }
        }
        throw new AssertionError("no phase applies the strides");
    }

    private static MindGraph graph(JsonNode json, Layout layout) {
        Graphs graph = new Graphs();
        json.get("nodes")
                .forEach(node -> graph.node(row -> {
                    row.id = node.get("id").asText();
                    row.name = node.path("name").asText(row.id);
                    row.description = node.path("desc").asText("");
                    row.type = node.path("type").asText("Unknown");
                    row.energy = node.get("E").asDouble();
                    row.theta = node.get("theta").asDouble();
                }));
        json.get("links")
                .forEach(link -> graph.link(
                        link.get("src").asText(),
                        link.get("dst").asText(),
                        link.get("type").asText(),
                        link.get("logW").asDouble()));
        json.path("subentities").forEach(sub -> {
            Map<String, Double> members = new LinkedHashMap<>();
            sub.get("members")
                    .forEach(member ->
                            members.put(member.get(0).asText(), member.get(1).asDouble()));
            graph.subentity(sub.get("id").asText(), sub.get("quality").asDouble(), members);
        });
        return graph.build(layout);
    }

    private static void check(JsonNode expected, Engine engine, double[] afterDiffusion) {
        TickReport tick = engine.report();
        MindGraph graph = engine.graph();
        number(expected, "sigma_raw", tick.sigmaRaw);
        number(expected, "sigma", tick.sigma);
        number(expected, "rho", tick.rho);
        number(expected, "delta", tick.delta);
        assertEquals(expected.get("safety").asText(), tick.safety.word());
        number(expected, "threshold_mult", tick.thresholdMultiplier);
        number(expected, "global_energy", tick.globalEnergy);
        if (!expected.get("consciousness_state").isNull()) {
            assertEquals(expected.get("consciousness_state").asText(), tick.consciousness.word());
        }
        number(expected, "conservation_error", tick.conservationError);
        number(expected, "arousal", tick.arousal);
        number(expected, "precision", tick.precision);
        number(expected, "total_energy", tick.totalEnergy);
        number(expected, "energy_lost_to_decay", tick.energyBeforeDecay - tick.totalEnergy);
        number(expected, "nodes_decayed", tick.nodesDecayed);
        assertEquals(expected.get("active").size(), tick.active, "active");
        injections(expected.get("injections"), tick, graph);
        strides(expected.get("strides"), tick, graph);
        nodes(expected, engine, afterDiffusion);
        links(expected.get("link_log_weight"), engine);
        subentities(expected.get("subentities"), engine);
        memory(expected.get("wm"), tick, graph);
        flips(expected.get("node_flips"), tick, graph);
        relations(expected.get("relates_to"), engine);
    }

    private static void number(JsonNode expected, String name, double actual) {
        if (expected.get(name).isNull()) {
            assertTrue(Double.isNaN(actual), name + " has no value yet");
        } else {
            near(expected.get(name).asDouble(), actual, name);
        }
    }

    private static void injections(JsonNode expected, TickReport tick, MindGraph graph) {
        assertEquals(expected.size(), tick.injections, "injections");
        for (int k = 0; k < expected.size(); k++) {
            TickReport.Injection done = tick.injection[k];
            number(expected.get(k), "entropy", done.entropy);
            number(expected.get(k), "coverage", done.coverage);
            number(expected.get(k), "budget", done.budget);
            number(expected.get(k), "lam", done.lambda);
            number(expected.get(k), "B_top", done.topUp);
            number(expected.get(k), "B_amp", done.amplifier);
            JsonNode selected = expected.get(k).get("selected");
            assertEquals(selected.size(), done.selected, "selected");
            for (int n = 0; n < selected.size(); n++) {
                String id = selected.get(n).asText();
                assertEquals(id, graph.nodes.id.get(done.node[n]));
                near(expected.get(k).get("deltas").get(id).asDouble(), done.delta[n], "given to " + id);
            }
        }
    }

    private static void strides(JsonNode expected, TickReport tick, MindGraph graph) {
        Map<String, Double> moved = new HashMap<>();
        for (int k = 0; k < tick.strides; k++) {
            int l = tick.strideLink[k];
            moved.put(
                    graph.endId(graph.links.source[l]) + "-" + graph.endId(graph.links.target[l]),
                    tick.strideEnergy[k]);
        }
        assertEquals(expected.size(), moved.size(), "strides " + moved);
        expected.forEach(stride ->
                near(stride.get("dE").asDouble(), moved.get(stride.get("link").asText()), "stride " + stride));
    }

    private static void nodes(JsonNode expected, Engine engine, double[] afterDiffusion) {
        MindGraph graph = engine.graph();
        expected.get("E").properties().forEach(entry -> {
            int i = graph.node(entry.getKey());
            near(entry.getValue().asDouble(), engine.energy(i), "E of " + entry.getKey());
            near(
                    expected.get("E_after_diffusion").get(entry.getKey()).asDouble(),
                    afterDiffusion[i],
                    "E after diffusion of " + entry.getKey());
            near(
                    expected.get("ema_wm_presence").get(entry.getKey()).asDouble(),
                    engine.emaWm(i),
                    "presence of " + entry.getKey());
        });
    }

    private static void links(JsonNode expected, Engine engine) {
        MindGraph graph = engine.graph();
        for (int l = 0; l < graph.links.count; l++) {
            String id = graph.endId(graph.links.source[l]) + "-" + graph.endId(graph.links.target[l]);
            near(expected.get(id).asDouble(), engine.linkLogWeight(l), "log weight of " + id);
        }
    }

    private static void subentities(JsonNode expected, Engine engine) {
        MindGraph graph = engine.graph();
        TreeSet<String> flips = new TreeSet<>();
        for (int k = 0; k < engine.report().subentityFlips; k++) {
            flips.add(graph.subentities.id[engine.report().subentityFlip[k]]);
        }
        for (JsonNode sub : expected) {
            String id = sub.get("id").asText();
            int s = graph.subentity(id);
            near(sub.get("energy").asDouble(), graph.subentities.energy[s], "energy of " + id);
            near(sub.get("threshold").asDouble(), graph.subentities.theta[s], "threshold of " + id);
            assertEquals(sub.get("level").asText(), engine.activationLevel(s), "level of " + id);
            assertEquals(sub.get("active").asBoolean(), engine.subentityActive(s), "activity of " + id);
            assertEquals(!sub.get("flip").isNull(), flips.contains(id), "flip of " + id);
            assertEquals(sub.get("member_count").asInt(), graph.memberships.members(s), "members of " + id);
            assertEquals(sub.get("active_members").asInt(), engine.activeMembers(s), "active members of " + id);
        }
    }

    private static void memory(JsonNode expected, TickReport tick, MindGraph graph) {
        JsonNode selected = expected.get("selected");
        assertEquals(selected.size(), tick.wm, "selected for working memory");
        for (int k = 0; k < selected.size(); k++) {
            assertEquals(selected.get(k).get("id").asText(), graph.subentities.id[tick.wmSubentity[k]]);
            assertEquals(selected.get(k).get("tokens").asInt(), tick.wmTokens[k]);
            near(selected.get(k).get("share").asDouble(), tick.wmTokens[k] / 2000.0, "share");
        }
        assertEquals(expected.get("token_budget_used").asInt(), tick.wmTokensUsed);
    }

    private static void flips(JsonNode expected, TickReport tick, MindGraph graph) {
        assertEquals(expected.size(), tick.flips, "flips");
        for (int k = 0; k < expected.size(); k++) {
            int i = tick.flipNode[k];
            assertEquals(expected.get(k).get("node").asText(), graph.nodes.id.get(i));
            near(expected.get(k).get("E_pre").asDouble(), tick.flipBefore[k], "E before the flip");
            near(expected.get(k).get("E_post").asDouble(), tick.flipAfter[k], "E after the flip");
            near(expected.get(k).get("theta").asDouble(), graph.nodes.theta[i], "theta of the flip");
        }
    }

    private static void relations(JsonNode expected, Engine engine) {
        Boundaries boundaries = engine.boundaries();
        assertEquals(expected.size(), boundaries.count(), "relations between subentities");
        String[] id = engine.graph().subentities.id;
        for (int slot = 0; slot < boundaries.count(); slot++) {
            JsonNode relation = expected.get(id[boundaries.from(slot)] + "->" + id[boundaries.to(slot)]);
            near(relation.get("log_weight").asDouble(), boundaries.logWeight(slot), "relation " + relation);
            assertEquals(relation.get("count").asLong(), boundaries.strides(slot));
        }
    }
}
