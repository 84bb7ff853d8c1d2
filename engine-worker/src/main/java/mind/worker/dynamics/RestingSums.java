package mind.worker.dynamics;

import java.util.Arrays;

/**
 * What the energies of resting nodes sum to, kept while they decay unseen. All nodes of one type share a factor f, so the
 * sum of E becomes f times itself and the sum of E ln E becomes f times itself plus f ln f times the sum of E.
 *
 * <p>Two kinds of node do not follow the factor and are kept apart: those at or below the floor stand still; those near
 * it, which might reach it before the next renewal, are settled each tick. Rounding does not pile up: node by node, all
 * of them within a second, the sums are built anew beside the old ones and then take their place.
 */
final class RestingSums {
    private static final double RENEWAL_SECONDS = 0.8;
    private static final byte STILL = 1;
    private static final byte DECAYING = 2;
    private static final byte NEAR_FLOOR = 3;

    private final int count;
    private final double nearFloor;
    private final byte[] home; // [count] which of the three sums a resting node is in; 0 while it is live
    private final Sums[] sums; // the ones in use, and the ones being built
    private int cursor; // nodes below it are in the sums being built
    private int[] near = new int[16];
    private int nearCount;
    private double nearEnergy;
    private double nearLog;

    /** One set of sums. */
    private static final class Sums {
        final double[] energy; // [types] of decaying nodes
        final double[] log;
        final int[] nodes;
        double still; // of nodes at or below the floor
        double stillLog;
        int atFloor;

        Sums(int types) {
            energy = new double[types];
            log = new double[types];
            nodes = new int[types];
        }

        void clear() {
            Arrays.fill(energy, 0);
            Arrays.fill(log, 0);
            Arrays.fill(nodes, 0);
            still = 0;
            stillLog = 0;
            atFloor = 0;
        }
    }

    /** @param longestStep the longest step there can be, seconds: how far ahead the floor must be seen */
    RestingSums(int types, int count, double longestStep) {
        this.count = count;
        nearFloor = Rates.FLOOR * Math.exp(Rates.MOST_RATE * 2 * (RENEWAL_SECONDS + longestStep));
        home = new byte[count];
        sums = new Sums[] {new Sums(types), new Sums(types)};
    }

    void add(int i, int type, double energy) {
        byte where = energy <= Rates.FLOOR ? STILL : energy < nearFloor ? NEAR_FLOOR : DECAYING;
        home[i] = where;
        if (where == NEAR_FLOOR) {
            if (nearCount == near.length) {
                near = Arrays.copyOf(near, 2 * nearCount);
            }
            near[nearCount++] = i;
            return;
        }
        put(sums[0], where, type, energy, 1);
        if (i < cursor) {
            put(sums[1], where, type, energy, 1); // this node has been renewed already
        }
    }

    void remove(int i, int type, double energy) {
        byte where = home[i];
        home[i] = 0;
        if (where == NEAR_FLOOR) {
            return; // its place in the list is dropped when the list is next walked
        }
        put(sums[0], where, type, energy, -1);
        if (i < cursor) {
            put(sums[1], where, type, energy, -1);
        }
    }

    private static void put(Sums into, byte where, int type, double energy, int sign) {
        double log = energy > 0 ? energy * Logarithm.ln(energy) : 0;
        if (where == STILL) {
            into.still += sign * energy;
            into.stillLog += sign * log;
            into.atFloor += energy == Rates.FLOOR ? sign : 0;
        } else {
            into.energy[type] += sign * energy;
            into.log[type] += sign * log;
            into.nodes[type] += sign;
        }
    }

    /** Adds what rests to totals: to those before decay with the nodes it will take from, or to those after it. */
    void addTo(Energies.Totals totals, boolean before) {
        Sums now = sums[0];
        double energy = now.still;
        double log = now.stillLog;
        int nodes = now.atFloor + nearCount;
        for (int t = 0; t < now.energy.length; t++) {
            energy += now.energy[t];
            log += now.log[t];
            nodes += now.nodes[t];
        }
        energy += nearEnergy;
        log += nearLog;
        if (before) {
            totals.before += energy;
            totals.decayed += nodes;
        } else {
            totals.after += energy;
            totals.logSum += log;
        }
    }

    /** One step of decay for all sums; {@code energies} has moved its clocks already. */
    void decay(double[] passed, double[] factor, Energies energies) {
        for (Sums each : sums) {
            for (int t = 0; t < factor.length; t++) {
                each.log[t] = factor[t] * (each.log[t] - passed[t] * each.energy[t]);
                each.energy[t] *= factor[t];
            }
        }
        walkNear(energies);
    }

    /** Settles those near the floor and sums them; those that reached it stand still from now on. */
    void walkNear(Energies energies) {
        int kept = 0;
        nearEnergy = 0;
        nearLog = 0;
        for (int k = 0; k < nearCount; k++) {
            int i = near[k];
            if (home[i] != NEAR_FLOOR) {
                continue;
            }
            double e = energies.settleDecaying(i, energies.type[i]);
            if (e <= Rates.FLOOR) {
                add(i, energies.type[i], e);
            } else {
                near[kept++] = i;
                nearEnergy += e;
                nearLog += e * Logarithm.ln(e);
            }
        }
        nearCount = kept;
    }

    /** Builds the next part of the new sums, as {@code dt} seconds passed; once whole, they take the place of the old. */
    void renew(Energies energies, double dt) {
        int end = (int) Math.min(count, cursor + 1 + (long) Math.ceil(count * Math.min(1, dt / RENEWAL_SECONDS)));
        renew(energies, cursor, end);
        cursor = end;
        if (cursor == count) {
            Sums built = sums[1];
            sums[1] = sums[0];
            sums[0] = built;
            sums[1].clear();
            cursor = 0;
        }
        walkNear(energies);
    }

    /** Most of a mind at rest passes here within a second, so arrays are local and whoever decays meets few branches. */
    private void renew(Energies energies, int from, int to) {
        byte[] homes = home;
        int[] types = energies.type;
        Sums built = sums[1];
        double[] energy = built.energy;
        double[] log = built.log;
        int[] nodes = built.nodes;
        for (int i = from; i < to; i++) {
            int type = types[i];
            if (homes[i] == DECAYING) {
                double e = energies.settleDecaying(i, type);
                if (e >= nearFloor) {
                    energy[type] += e;
                    log[type] += e * Logarithm.ln(e);
                    nodes[type]++;
                    continue;
                }
                put(sums[0], DECAYING, type, e, -1);
                add(i, type, e);
            }
            if (homes[i] == STILL && energies.energy[i] != 0) {
                put(built, STILL, type, energies.energy[i], 1);
            }
        }
    }
}
