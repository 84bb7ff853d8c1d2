package mind.worker.dynamics;

import java.util.Map;
import mind.worker.graph.Names;

/** How fast energy and weights of each node type fade: engine.md 2.8. */
final class Rates {
    /** Energy never decays below this. */
    static final double FLOOR = 0.001;

    /** Lowest log weight. */
    static final double LEAST_LOG_WEIGHT = -5;

    /** Highest log weight. */
    static final double MOST_LOG_WEIGHT = 2;

    private static final double ACTIVATION_BASE = 2e-5;
    private static final double WEIGHT_BASE = 1e-6;
    private static final double LEAST_RATE = 1e-6;
    static final double MOST_RATE = 1e-3;

    private static final Map<String, Double> ACTIVATION = Map.ofEntries(
            Map.entry("Memory", 0.5),
            Map.entry("Episodic_Memory", 0.25),
            Map.entry("Concept", 1.0),
            Map.entry("Task", 5.0),
            Map.entry("Goal", 0.5),
            Map.entry("Event", 2.5),
            Map.entry("Person", 0.5),
            Map.entry("Document", 0.75),
            Map.entry("Mechanism", 1.0),
            Map.entry("Principle", 0.5),
            Map.entry("Realization", 1.5));

    private static final Map<String, Double> WEIGHT = Map.ofEntries(
            Map.entry("Memory", 0.5),
            Map.entry("Episodic_Memory", 0.25),
            Map.entry("Task", 3.0),
            Map.entry("Goal", 0.5),
            Map.entry("Event", 2.0),
            Map.entry("Person", 0.3),
            Map.entry("Document", 0.7),
            Map.entry("Mechanism", 0.8),
            Map.entry("Principle", 0.3),
            Map.entry("Realization", 1.5));

    private Rates() {}

    /** Rate of energy decay of a type at the base decay factor, 1/s. */
    static double activation(String type) {
        return ACTIVATION_BASE * ACTIVATION.getOrDefault(type, 1.0);
    }

    /** Rate of weight decay of a node type, 1/s. */
    static double weight(String type) {
        return WEIGHT_BASE * WEIGHT.getOrDefault(type, 1.0);
    }

    /** Rate of weight decay of links of every type, 1/s. */
    static double linkWeight() {
        return WEIGHT_BASE;
    }

    /** Rates of energy decay by type number, at the base decay factor. */
    static double[] activation(Names types) {
        double[] rates = new double[types.count()];
        for (int type = 0; type < rates.length; type++) {
            rates[type] = activation(types.word(type));
        }
        return rates;
    }

    /** A rate cut to what the model allows, 1/s. */
    static double within(double rate) {
        return Math.max(LEAST_RATE, Math.min(MOST_RATE, rate));
    }
}
