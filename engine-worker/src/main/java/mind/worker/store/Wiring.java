package mind.worker.store;

import java.util.Arrays;

/**
 * The structure of a seeded graph as arrays: which node belongs to which subentity, which node links to which. Nodes and
 * subentities are counted from 0, each on its own.
 *
 * <p>Shares and exponents: memberships by rank weight 1/r^0.9 with at most a tenth of the nodes in one subentity, and 5 %
 * of the subentities empty; link targets by 1/r^0.7 with at most 0.5 % of the nodes at one target, but for one hub; 35 %
 * of the nodes without a link.
 */
final class Wiring {
    static final String[] LINK_TYPES = {
        "ENABLES",
        "BLOCKS",
        "LEARNED_FROM",
        "REQUIRES",
        "JUSTIFIES",
        "SUPPRESSES",
        "DRIVES_TOWARD",
        "IMPLEMENTS",
        "COLLABORATES_WITH",
        "REFUTES",
        "ACTIVATES",
        "RELATES_TO",
        "DEEPENED_WITH",
        "EXHIBITS_PATTERN",
        "THREATENS",
        "EXTENDS",
        "CREATES"
    };
    private static final double[] TYPE_PERCENT = {
        39, 31, 9, 5, 3, 3, 2, 2, 2, 1, 0.43, 0.43, 0.43, 0.43, 0.43, 0.43, 0.42
    };
    private static final double ISOLATED = 0.35;
    private static final double EMPTY_SUBENTITIES = 0.05;
    private static final double LARGEST_SUBENTITY = 0.10; // of the nodes
    private static final double LARGEST_TARGET = 0.005; // of the nodes
    private static final double HUB = 1_000.0 / 17_000; // of the nodes
    private static final double SELF_LOOPS = 0.001; // of the links, where dirty
    private static final double REPEATS = 0.005; // of the links, where dirty

    final int[] memberNode;
    final int[] memberSub;
    final int[] source;
    final int[] target;
    final byte[] type;
    /** Distinct links among {@link #source}, {@link #target} and {@link #type}. */
    final int distinctLinks;

    /** @param stub which nodes are stubs, made for a link's missing end: no link starts at one */
    Wiring(SeedPlan plan, boolean[] stub) {
        var dice = Dice.of(plan.key(), 1);
        memberNode = new int[plan.memberships()];
        memberSub = new int[plan.memberships()];
        if (plan.profile() == SeedPlan.Profile.FULL) {
            joinMany(plan, dice);
        } else {
            joinOne(plan, dice);
        }
        source = new int[plan.contentLinks()];
        target = new int[plan.contentLinks()];
        type = new byte[plan.contentLinks()];
        distinctLinks = link(plan, stub, Dice.of(plan.key(), 2));
    }

    private void joinOne(SeedPlan plan, Dice dice) {
        double[] weights = subentityWeights(plan, dice);
        int[] order = dice.shuffled(plan.nodes());
        for (int m = 0; m < memberNode.length; m++) {
            memberNode[m] = order[m];
            memberSub[m] = dice.pick(weights);
        }
    }

    private void joinMany(SeedPlan plan, Dice dice) {
        double[] weights = subentityWeights(plan, dice);
        int[] order = dice.shuffled(plan.nodes());
        int m = 0;
        for (int i = 0; m < memberNode.length; i = (i + 1) % order.length) {
            double luck = dice.unit();
            int many = luck < 0.6 ? 1 : luck < 0.9 ? 2 : 3 + dice.below(4);
            for (int k = 0; k < many && m < memberNode.length; k++) {
                int sub;
                do {
                    sub = dice.pick(weights);
                } while (isAmong(sub, m - k, m));
                memberNode[m] = order[i];
                memberSub[m++] = sub;
            }
        }
    }

    private boolean isAmong(int sub, int from, int to) {
        for (int i = from; i < to; i++) {
            if (memberSub[i] == sub) {
                return true;
            }
        }
        return false;
    }

    private static double[] subentityWeights(SeedPlan plan, Dice dice) {
        int count = plan.subentities();
        double[] byRank = new double[count];
        int empty = (int) Math.round(count * EMPTY_SUBENTITIES);
        for (int r = 0; r < count - empty; r++) {
            byRank[r] = StrictMath.pow(r + 1, -0.9);
        }
        cap(byRank, LARGEST_SUBENTITY * plan.nodes() / plan.memberships());
        int[] order = dice.shuffled(count);
        double[] weights = new double[count];
        for (int r = 0; r < count; r++) {
            weights[order[r]] = byRank[r];
        }
        return runningSums(weights);
    }

    /** Makes weights shares of 1, the largest at most {@code most}; what is cut goes to the others in proportion. */
    private static void cap(double[] descending, double most) {
        double rest = Arrays.stream(descending).sum();
        double left = 1;
        for (int i = 0; i < descending.length; i++) {
            double share = descending[i] * left / rest;
            rest -= descending[i];
            if (share > most) {
                descending[i] = most;
                left -= most;
            } else {
                double factor = share / descending[i];
                for (int j = i; j < descending.length; j++) {
                    descending[j] *= factor;
                }
                return;
            }
        }
    }

    private static double[] runningSums(double[] weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            weights[i] = sum;
        }
        return weights;
    }

    private int link(SeedPlan plan, boolean[] stub, Dice dice) {
        int nodes = stub.length;
        int[] linked = Arrays.copyOf(dice.shuffled(nodes), (int) Math.round(nodes * (1 - ISOLATED)));
        int[] sources = Arrays.stream(linked).filter(node -> !stub[node]).toArray();
        double[] targets = targetWeights(plan, linked.length);
        double[] types = runningSums(TYPE_PERCENT.clone());
        var seen = new LongSet(source.length);
        int selfLoops = plan.dirty() ? (int) Math.round(source.length * SELF_LOOPS) : 0;
        int repeats = plan.dirty() ? (int) Math.round(source.length * REPEATS) : 0;
        int count = 0;
        while (count < source.length - repeats) {
            int from = sources[dice.below(sources.length)];
            int to = linked[dice.pick(targets)];
            if (count < linked.length) { // first each node that is to have a link gets one
                int node = linked[count];
                from = stub[node] ? from : node;
                to = stub[node] ? node : to;
            } else if (count >= source.length - repeats - selfLoops) {
                to = from;
            }
            byte kind = (byte) dice.pick(types);
            boolean allowed = from != to || count >= source.length - repeats - selfLoops;
            if (allowed && seen.add(((long) from * nodes + to) * LINK_TYPES.length + kind)) {
                put(count++, from, to, kind);
            }
        }
        for (; count < source.length; count++) {
            int again = dice.below(source.length - repeats);
            put(count, source[again], target[again], type[again]);
        }
        sortByType();
        return source.length - repeats;
    }

    private void put(int link, int from, int to, byte kind) {
        source[link] = from;
        target[link] = to;
        type[link] = kind;
    }

    private static double[] targetWeights(SeedPlan plan, int count) {
        double[] weights = new double[count];
        for (int r = 0; r < count; r++) {
            weights[r] = StrictMath.pow(r + 1, -0.7);
        }
        double nodesPerLink = (double) plan.nodes() / plan.contentLinks();
        weights[0] = 0;
        double[] others = Arrays.copyOfRange(weights, 1, count);
        cap(others, LARGEST_TARGET * nodesPerLink);
        System.arraycopy(others, 0, weights, 1, count - 1);
        weights[0] = HUB * nodesPerLink;
        return runningSums(weights);
    }

    /** Links of one type lie together: the store takes them in some hundred times faster than mixed. */
    private void sortByType() {
        int[] start = new int[LINK_TYPES.length + 1];
        for (byte kind : type) {
            start[kind + 1]++;
        }
        for (int k = 0; k < LINK_TYPES.length; k++) {
            start[k + 1] += start[k];
        }
        int[] from = source.clone();
        int[] to = target.clone();
        byte[] kinds = type.clone();
        for (int link = 0; link < kinds.length; link++) {
            put(start[kinds[link]]++, from[link], to[link], kinds[link]);
        }
    }
}
