package mind.worker.dynamics;

/** How much a node belongs to a subentity, from four ways in which it may. Engine.md 1.4. */
public final class MemberWeight {
    /** Weight of a member of which nothing is known yet. */
    public static final double PRIOR = total(0.5, 0.5, 0.5, 0.3);

    private MemberWeight() {}

    /** Geometric mean of four weights, each 0 to 1: by meaning, intent, affect and experience. */
    static double total(double semantic, double intent, double affect, double experience) {
        return Math.pow(semantic * intent * affect * experience, 0.25);
    }
}
