package mind.worker.emergence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Where a stimulus finds that the graph has nothing ready for it: nodes little like it (semantic), of levels of abstraction
 * far apart (quality), or hardly linked with each other (structural). Each is held against a fixed bound, and against what
 * it has been lately. One thread uses it.
 */
final class Gaps {
    private static final double LEAST_COSINE = 0.6;
    private static final double MOST_SPREAD = 2.0;
    private static final double LEAST_DENSITY = 0.3;
    private static final double LOW = 0.3;
    private static final double HIGH = 0.7;
    private static final int OTHER_LEVEL = 3;
    private static final Map<String, Integer> LEVELS = Map.ofEntries(
            Map.entry("Principle", 1),
            Map.entry("Best_Practice", 1),
            Map.entry("Mechanism", 2),
            Map.entry("Pattern", 2),
            Map.entry("Behavior", 3),
            Map.entry("Decision", 3),
            Map.entry("AI_Agent", 3),
            Map.entry("Process", 3),
            Map.entry("Memory", 4),
            Map.entry("Realization", 4),
            Map.entry("Task", 4));

    private final Quantiles cosines = new Quantiles();
    private final Quantiles spreads = new Quantiles();
    private final Quantiles densities = new Quantiles();

    /**
     * One of them.
     *
     * @param type     {@code semantic}, {@code quality} or {@code structural}
     * @param strength 0 to 1
     */
    record Gap(String type, double strength) {}

    /**
     * @param cosine  the highest cosine of a node with the stimulus; empty where it has no vector
     * @param types   of the nodes found
     * @param density of the links among them, 0 to 1
     */
    List<Gap> of(OptionalDouble cosine, List<String> types, double density) {
        List<Gap> gaps = new ArrayList<>();
        double likeness = cosine.orElse(0);
        if (likeness < LEAST_COSINE || below(cosines, likeness)) {
            gaps.add(new Gap("semantic", cosine.isEmpty() ? 1 : Math.max(0, 1 - likeness)));
        }
        double spread = spread(types);
        if (spread > MOST_SPREAD || spreads.known() && spread > spreads.at(HIGH)) {
            gaps.add(new Gap("quality", Math.min(1, spread / MOST_SPREAD)));
        }
        if (density < LEAST_DENSITY || below(densities, density)) {
            gaps.add(new Gap("structural", 1 - density));
        }
        cosine.ifPresent(cosines::add);
        spreads.add(spread);
        densities.add(density);
        return gaps;
    }

    private static boolean below(Quantiles lately, double value) {
        return lately.known() && value < lately.at(LOW);
    }

    /** Standard deviation of the levels of abstraction, 1 (principles) to 4 (memories). */
    static double spread(List<String> types) {
        double[] levels = types.stream()
                .mapToDouble(type -> LEVELS.getOrDefault(type, OTHER_LEVEL))
                .toArray();
        double mean = java.util.Arrays.stream(levels).average().orElse(0);
        return Math.sqrt(java.util.Arrays.stream(levels)
                .map(level -> (level - mean) * (level - mean))
                .average()
                .orElse(0));
    }
}
