package mind.worker.dynamics;

import static mind.worker.dynamics.Near.near;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** The unit tables of the reference vectors. Those of loading are elsewhere; of the multipliers by emotion there is nothing to test, as no node carries any. */
class UnitTablesTest {
    private static Iterable<JsonNode> table(String name) throws IOException {
        return VectorsTest.vectors().get("units").get(name);
    }

    private static double at(JsonNode row, int column) {
        return row.get(column).asDouble();
    }

    @Test
    void a_branching_ratio_has_its_global_energy_and_state() throws IOException {
        for (JsonNode row : table("sigma_to_global_energy")) {
            double energy = BranchingRatio.globalEnergy(at(row, 0));
            near(at(row, 1), energy, "global energy of " + row);
            assertEquals(
                    row.get(2).asText(), TickReport.Consciousness.of(energy).word());
        }
        for (JsonNode row : table("mean_energy_state_name")) {
            assertEquals(
                    row.get(1).asText(), TickReport.Consciousness.of(at(row, 0)).word());
        }
    }

    @Test
    void a_ratio_has_its_safety_and_multiplier() throws IOException {
        for (JsonNode row : table("safety_state")) {
            TickReport.Safety safety = TickReport.Safety.of(at(row, 0));
            assertEquals(row.get(1).asText(), safety.word());
            near(at(row, 2), safety.multiplier, "multiplier");
        }
    }

    @Test
    void a_subentity_threshold_has_hysteresis() throws IOException {
        for (JsonNode row : table("subentity_threshold")) {
            double theta = SubentityActivation.threshold(at(row, 0), at(row, 1), at(row, 2), at(row, 3), at(row, 4));
            near(at(row, 5), theta, "threshold of " + row);
        }
        for (JsonNode row : table("activation_level")) {
            assertEquals(row.get(2).asText(), SubentityActivation.level(at(row, 0), at(row, 1)), "level of " + row);
        }
    }

    @Test
    void types_have_their_half_lives() throws IOException {
        VectorsTest.vectors()
                .get("units")
                .get("half_life_activation_s")
                .properties()
                .forEach(entry -> near(
                        entry.getValue().asDouble(), Math.log(2) / Rates.activation(entry.getKey()), entry.getKey()));
        VectorsTest.vectors()
                .get("units")
                .get("half_life_weight_s")
                .properties()
                .forEach(entry ->
                        near(entry.getValue().asDouble(), Math.log(2) / Rates.weight(entry.getKey()), entry.getKey()));
        for (JsonNode row : table("decay_factor")) {
            near(at(row, 2), Math.exp(-at(row, 0) * at(row, 1)), "factor");
        }
    }

    @Test
    void the_interval_follows_activation_and_arousal() throws IOException {
        for (JsonNode row : table("tick_interval_activation_s")) {
            near(at(row, 1), AdaptiveInterval.ofActivation(at(row, 0)), "interval of " + row);
        }
        for (JsonNode row : table("tick_interval_arousal_s")) {
            near(at(row, 1), AdaptiveInterval.ofArousal(at(row, 0)), "interval of " + row);
        }
    }

    @Test
    void ranks_and_rates_of_learning() throws IOException {
        for (JsonNode row : table("van_der_waerden_z")) {
            near(at(row, 2), TraceLearning.z(at(row, 0), row.get(1).asInt()), "z of " + row);
        }
        for (JsonNode row : table("learning_rate_eta")) {
            near(at(row, 1), TraceLearning.learningRate(at(row, 0)), "eta of " + row);
        }
        for (JsonNode row : table("strength_learning_rate")) {
            near(at(row, 1), StrengthenLinks.learningRate(at(row, 0)), "rate at " + row);
        }
    }

    @Test
    void emotions_weigh_on_costs_and_on_learning() throws IOException {
        for (JsonNode row : table("resonance_multiplier")) {
            near(at(row, 1), Affect.resonance(at(row, 0)), "at " + row);
        }
        for (JsonNode row : table("complementarity_multiplier")) {
            near(at(row, 1), Affect.complementarity(at(row, 0), 1), "at " + row);
        }
        for (JsonNode row : table("affect_memory_multiplier")) {
            near(at(row, 1), Affect.memory(at(row, 0)), "at " + row);
        }
    }

    @Test
    void a_members_weight_is_the_geometric_mean_of_four() throws IOException {
        for (JsonNode row : table("vector_weight_total")) {
            JsonNode parts = row.get(0);
            near(at(row, 1), MemberWeight.total(at(parts, 0), at(parts, 1), at(parts, 2), at(parts, 3)), "of " + row);
        }
        near(0.4400558683966967, MemberWeight.PRIOR, "prior");
    }

    @Test
    void quality_tokens_and_coactivation() throws IOException {
        for (JsonNode row : table("quality_geometric_mean")) {
            JsonNode signals = row.get(0);
            near(
                    at(row, 1),
                    Lifecycle.quality(at(signals, 0), at(signals, 1), at(signals, 2), at(signals, 3), at(signals, 4)),
                    "quality of " + row);
        }
        for (JsonNode row : table("wm_tokens")) {
            assertEquals(row.get(1).asInt(), WorkingMemory.tokens(row.get(0).asInt()));
        }
        Iterator<JsonNode> expected =
                table("coactivation_ema_start_0_alpha_0.1").iterator();
        double average = 0;
        for (int update = 1; update <= 10; update++) {
            average = Coactivation.average(0.1, true, average);
            if (update <= 3 || update == 10) {
                near(expected.next().asDouble(), average, "average after " + update);
            }
        }
    }

    /** The operator of the model keeps 1 - delta of every non-negative vector's sum, whatever its transitions. */
    @Test
    void the_spectral_radius_of_the_transfer_operator_is_what_decay_leaves() throws IOException {
        for (JsonNode row : table("spectral_radius_T")) {
            JsonNode p = row.get("P");
            int n = p.size();
            double delta = row.get("delta").asDouble();
            double alpha = row.get("alpha").asDouble();
            double[] x = new double[n];
            java.util.Arrays.fill(x, 1.0 / n);
            double growth = 0;
            for (int step = 0; step < 10; step++) {
                double[] next = new double[n];
                for (int i = 0; i < n; i++) {
                    next[i] += (1 - delta) * (1 - alpha) * x[i];
                    for (int j = 0; j < n; j++) {
                        next[j] += (1 - delta) * alpha * p.get(i).get(j).asDouble() * x[i];
                    }
                }
                growth = java.util.Arrays.stream(next).sum()
                        / java.util.Arrays.stream(x).sum();
                x = next;
            }
            near(row.get("rho").asDouble(), growth, "spectral radius");
        }
    }
}
