package mind.worker.dynamics;

import mind.worker.graph.Emotions;
import mind.worker.graph.MindGraph;

/**
 * How emotions weigh on the choice of a link and on what it learns, how strides carry them on, and how they fade:
 * engine.md 2.6, 2.8 and 2.10. The tick thread owns it. In a graph without emotions it does nothing and takes no time.
 *
 * <p>All emotions fade alike, so they are stored unfaded and one factor is kept for all; what links take on is mixed unfaded,
 * too.
 */
public final class Affect {
    private static final double FADES = 0.001; // 1/s
    private static final double CARRIES = 10; // share of an emotion a unit of energy carries

    private final Emotions emotions;
    private final boolean present;
    private final double meanValence; // of all nodes, without sign, when they were loaded
    private final double meanSize; // of the nodes that feel anything, when they were loaded
    private double factor = 1; // what is left of all that was felt when the graph was loaded

    Affect(MindGraph graph) {
        emotions = graph.emotions;
        present = emotions.present();
        double valences = 0;
        double sizes = 0;
        int feeling = 0;
        for (int i = 0; i < emotions.nodeValence.length; i++) {
            double size = Math.hypot(emotions.nodeValence[i], emotions.nodeArousal[i]);
            valences += Math.abs(emotions.nodeValence[i]);
            sizes += size;
            feeling += size > 0 ? 1 : 0;
        }
        meanValence = valences / Math.max(1, emotions.nodeValence.length);
        meanSize = sizes / Math.max(1, feeling);
    }

    /** Factor of a link's cost for a source whose emotion lies at {@code cos} to the link's: like seeks like. */
    public static double resonance(double cos) {
        return Math.max(0.6, Math.min(1.6, Math.exp(-0.6 * cos)));
    }

    /** Factor of a link's cost where the two oppose each other, for a source that feels {@code size}: balance is sought. */
    public static double complementarity(double cos, double size) {
        double felt = Math.max(0, Math.min(1, size));
        return Math.max(0.7, Math.min(1.5, Math.exp(-0.8 * Math.max(0, -cos) * felt)));
    }

    /** Factor of what a link to a node that feels {@code size} learns. */
    static double memory(double size) {
        return Math.max(0.6, 1 + 0.3 * Math.tanh(size));
    }

    /** Whether any node or link felt anything when it was loaded. */
    public boolean present() {
        return present;
    }

    /** Whether node {@code i} feels anything. */
    boolean feels(int i) {
        return present && (emotions.nodeValence[i] != 0 || emotions.nodeArousal[i] != 0);
    }

    /** How much node {@code i} feels, 0 to √2. */
    double size(int i) {
        return present ? factor * Math.hypot(emotions.nodeValence[i], emotions.nodeArousal[i]) : 0;
    }

    /** How much link {@code l} feels, 0 to √2. */
    double linkSize(int l) {
        return present ? factor * Math.hypot(emotions.linkValence[l], emotions.linkArousal[l]) : 0;
    }

    /** -1 to 1. */
    public double nodeValence(int i) {
        return present ? factor * emotions.nodeValence[i] : 0;
    }

    /** -1 to 1. */
    public double nodeArousal(int i) {
        return present ? factor * emotions.nodeArousal[i] : 0;
    }

    /** -1 to 1. */
    public double linkValence(int l) {
        return present ? factor * emotions.linkValence[l] : 0;
    }

    /** -1 to 1. */
    public double linkArousal(int l) {
        return present ? factor * emotions.linkArousal[l] : 0;
    }

    /** Cosine between what node {@code i} and link {@code l} feel; NaN where either feels nothing. */
    double cosine(int i, int l) {
        double size = Math.hypot(emotions.nodeValence[i], emotions.nodeArousal[i])
                * Math.hypot(emotions.linkValence[l], emotions.linkArousal[l]);
        return size == 0
                ? Double.NaN
                : (emotions.nodeValence[i] * emotions.linkValence[l]
                                + emotions.nodeArousal[i] * emotions.linkArousal[l])
                        / size;
    }

    /** Factor of the cost of link {@code l} for node {@code i}. */
    double cost(int i, int l) {
        double cos = cosine(i, l);
        return Double.isNaN(cos) ? 1 : resonance(cos) * complementarity(cos, size(i));
    }

    /** A stride has moved {@code energy} over link {@code l}: the link takes on what its ends feel. */
    void carry(int l, int source, int target, double energy) {
        if (!feels(source) && !feels(target)) {
            return;
        }
        double half = Math.min(CARRIES * energy, 1) / 2;
        emotions.linkValence[l] = (1 - half) * emotions.nodeValence[source] + half * emotions.nodeValence[target];
        emotions.linkArousal[l] = (1 - half) * emotions.nodeArousal[source] + half * emotions.nodeArousal[target];
    }

    /** Mean valence of all nodes, without sign. */
    double meanValence() {
        return factor * meanValence;
    }

    /** Mean size of what those nodes feel that feel anything. */
    double meanSize() {
        return factor * meanSize;
    }

    /** Lets {@code seconds} pass. */
    void fade(double seconds) {
        factor *= Math.exp(-FADES * seconds);
    }
}
