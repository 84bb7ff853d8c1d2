package mind.worker.dynamics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mind.worker.graph.Links;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Nodes;

/**
 * Learns from what a mind reported to have helped it: engine.md 2.10. Seats and formations feed moving averages; where one
 * moved, the item's log weight moves by its rank among items of its kind. Ranks are taken once per kind and message.
 */
final class TraceLearning {
    private static final double STEP = 0.1;
    private static final double FIRST_RATE = 0.15;
    private static final double TIME_CONSTANT_S = 3600;
    private static final int LEAST_COHORT = 3;

    private final MindGraph graph;
    private final Weights weights;
    private final BestLinks best;

    TraceLearning(MindGraph graph, Weights weights, BestLinks best) {
        this.graph = graph;
        this.weights = weights;
        this.best = best;
    }

    /** Learns from {@code trace} at {@code nowMs}, epoch milliseconds; answers the weights that changed. */
    List<Trace.Update> learn(Trace trace, long nowMs) {
        List<Trace.Update> updates = new ArrayList<>();
        nodes(trace, nowMs, updates);
        links(trace, nowMs, updates);
        return updates;
    }

    private void nodes(Trace trace, long nowMs, List<Trace.Update> updates) {
        Nodes nodes = graph.nodes;
        boolean[] moved = new boolean[nodes.count];
        for (int i = 0; i < nodes.count; i++) {
            double seats =
                    STEP * trace.reinforcementSeats().getOrDefault(nodes.id.get(i), 0) + (1 - STEP) * nodes.emaSeats[i];
            moved[i] = seats != nodes.emaSeats[i];
            nodes.emaSeats[i] = seats;
        }
        for (Trace.NodeFormation formed : trace.nodeFormations()) {
            int i = graph.node(formed.id());
            if (i >= 0) {
                nodes.emaFormation[i] = STEP * formed.quality() + (1 - STEP) * nodes.emaFormation[i];
                moved[i] = true;
            }
        }
        Cohorts cohorts = new Cohorts();
        for (int i = 0; i < nodes.count; i++) {
            cohorts.add(nodes.type[i], nodes.scope[i], nodes.emaSeats[i], nodes.emaFormation[i]);
        }
        for (int rank = 0; rank < nodes.count; rank++) {
            int i = nodes.byRank[rank];
            if (moved[i]) {
                Cohort cohort = cohorts.of(nodes.type[i], nodes.scope[i]);
                double seats = cohort.seats.z(nodes.emaSeats[i]);
                double formation = cohort.formations.z(nodes.emaFormation[i]);
                double eta = learningRate(nodes.updatedMs[i], nowMs);
                double before = weights.ofNode(i);
                double after = within(before + eta * (seats + formation));
                weights.storeNode(i, after);
                nodes.updatedMs[i] = nowMs;
                updates.add(new Trace.Update(nodes.id.get(i), false, before, after, seats, formation, eta));
            }
        }
    }

    private void links(Trace trace, long nowMs, List<Trace.Update> updates) {
        if (trace.linkFormations().isEmpty()) {
            return;
        }
        Links links = graph.links;
        Set<Integer> moved = new LinkedHashSet<>();
        for (Trace.LinkFormation formed : trace.linkFormations()) {
            int l = find(formed);
            if (l >= 0) {
                links.emaFormation[l] = (float) (STEP * formed.quality() + (1 - STEP) * links.emaFormation[l]);
                moved.add(l);
            }
        }
        Cohorts cohorts = new Cohorts();
        for (int l = 0; l < links.count; l++) {
            cohorts.add(links.type[l], 0, links.emaSeats[l], links.emaFormation[l]);
        }
        for (int l : moved) {
            Cohort cohort = cohorts.of(links.type[l], 0);
            double seats = cohort.seats.z(links.emaSeats[l]);
            double formation = cohort.formations.z(links.emaFormation[l]);
            double eta = learningRate(links.updatedMs[l], nowMs);
            double before = best.logWeight(l);
            double after = within(before + eta * (seats + formation));
            best.store(l, after);
            if (links.source[l] < graph.nodes.count) {
                best.search(links.source[l]);
            }
            links.updatedMs[l] = nowMs;
            updates.add(new Trace.Update(graph.linkId(l), true, before, after, seats, formation, eta));
        }
    }

    /** The link of those ends and type, or -1; an end may be a node or a subentity. */
    private int find(Trace.LinkFormation formed) {
        int type = graph.linkTypes.find(formed.type());
        int source = end(formed.source());
        int target = end(formed.target());
        if (type < 0 || source < 0 || target < 0) {
            return -1;
        }
        for (int l = graph.links.outStart[source]; l < graph.links.outStart[source + 1]; l++) {
            if (graph.links.target[l] == target && graph.links.type[l] == type) {
                return l;
            }
        }
        return -1;
    }

    private int end(String id) {
        int node = graph.node(id);
        int sub = node < 0 ? graph.subentity(id) : -1;
        return node >= 0 ? node : sub < 0 ? -1 : graph.nodes.count + sub;
    }

    private static double within(double w) {
        return Math.max(Rates.LEAST_LOG_WEIGHT, Math.min(Rates.MOST_LOG_WEIGHT, w));
    }

    /** 0.15 the first time, then the more the longer ago the last time was. */
    static double learningRate(long lastMs, long nowMs) {
        return lastMs == Nodes.NEVER ? FIRST_RATE : learningRate((nowMs - lastMs) / 1000.0);
    }

    static double learningRate(double seconds) {
        return Math.max(0.01, Math.min(0.95, 1 - Math.exp(-seconds / TIME_CONSTANT_S)));
    }

    /** Signal of a rank, 1 to {@code n}, among {@code n}. */
    static double z(double rank, int n) {
        return NormalQuantile.at(rank / (n + 1));
    }

    /** Items of one type and scope. */
    private static final class Cohort {
        final Ranking seats = new Ranking();
        final Ranking formations = new Ranking();
    }

    /** All cohorts of a message. */
    private static final class Cohorts {
        private final Map<Long, Cohort> cohorts = new HashMap<>();

        void add(int type, int scope, double seats, double formation) {
            Cohort cohort = cohorts.computeIfAbsent((long) type << 32 | scope, key -> new Cohort());
            cohort.seats.add(seats);
            cohort.formations.add(formation);
        }

        Cohort of(int type, int scope) {
            return cohorts.get((long) type << 32 | scope);
        }
    }

    /** Values that are ranked once, when the first rank is asked for. */
    private static final class Ranking {
        private double[] values = new double[8];
        private int count;
        private boolean sorted;

        void add(double value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        /** Signal of {@code value}: of its average rank with itself added once more, or itself in a small cohort. */
        double z(double value) {
            if (count < LEAST_COHORT) {
                return value;
            }
            if (!sorted) {
                Arrays.sort(values, 0, count);
                sorted = true;
            }
            int below = firstNotBelow(value);
            int end = below;
            while (end < count && values[end] == value) {
                end++;
            }
            int equal = end - below + 1;
            return TraceLearning.z(below + (equal + 1) / 2.0, count + 1);
        }

        private int firstNotBelow(double value) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = low + high >>> 1;
                if (values[middle] < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
