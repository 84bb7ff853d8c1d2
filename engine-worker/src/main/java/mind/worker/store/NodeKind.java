package mind.worker.store;

import java.util.List;

/** The node types of a seeded graph, by their share of the nodes. */
enum NodeKind {
    /** A Concept made only because a link named it. */
    STUB("Concept", 25),
    CONCEPT("Concept", 20),
    REALIZATION("Realization", 27),
    PERSONAL_PATTERN("Personal_Pattern", 10),
    PERSONAL_GOAL("Personal_Goal", 3),
    COPING_MECHANISM("Coping_Mechanism", 2),
    MEMORY("Memory", 2),
    ANTI_PATTERN("Anti_Pattern", 2),
    PRINCIPLE("Principle", 2),
    WOUND("Wound", 1),
    TASK("Task", 1),
    DECISION("Decision", 1),
    MECHANISM("Mechanism", 1),
    TRIGGER("Trigger", 1),
    PERSON("Person", 1),
    AI_AGENT("AI_Agent", 1);

    private static final double[] SUMS = new double[values().length];

    static {
        double sum = 0;
        for (NodeKind kind : values()) {
            sum += kind.percent;
            SUMS[kind.ordinal()] = sum;
        }
    }

    private final List<String> labels;
    private final int percent;

    NodeKind(String label, int percent) {
        this.labels = List.of(label);
        this.percent = percent;
    }

    static NodeKind any(Dice dice) {
        return values()[dice.pick(SUMS)];
    }

    boolean stub() {
        return this == STUB;
    }

    List<String> labels() {
        return labels;
    }
}
