package mind.worker.persist;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.BitSet;
import mind.protocol.WireJson;
import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;
import mind.worker.graph.Tally;
import mind.worker.link.CypherText;

/** Subentities: what their life so far has made of them. Written to the one row that was kept of each. */
final class SubentityTable extends Table {
    private static final double AVERAGE = 0.05;
    private static final long AGE = 3_000; // ticks: an age alone is worth a write this seldom

    private final Subentities subs;
    private final double[] storedActive;
    private final double[] storedWm;
    private final double[] storedQuality;
    private final double[] storedArousal;
    private final double[] storedValence;
    private final Subentities.Stability[] storedStability;
    private final long[] storedAge;
    private final int[] storedHigh;
    private final int[] storedLow;
    private final double[] storedCalls; // sum of the counts by source
    private final BitSet unknown = new BitSet();

    private final double[] active = new double[ROWS];
    private final double[] wm = new double[ROWS];
    private final double[] quality = new double[ROWS];
    private final double[] arousal = new double[ROWS];
    private final double[] valence = new double[ROWS];
    private final Subentities.Stability[] stability = new Subentities.Stability[ROWS];
    private final long[] age = new long[ROWS];
    private final int[] high = new int[ROWS];
    private final int[] low = new int[ROWS];
    private final double[] calls = new double[ROWS];
    private final String[] channels = new String[ROWS];

    /** @param graph as it was just loaded: its values are what is stored */
    SubentityTable(MindGraph graph) {
        subs = graph.subentities;
        storedActive = subs.emaActive.clone();
        storedWm = subs.emaWm.clone();
        storedQuality = subs.quality.clone();
        storedArousal = subs.arousalEma.clone();
        storedValence = subs.valenceEma.clone();
        storedStability = subs.stability.clone();
        storedAge = subs.age.clone();
        storedHigh = subs.highStreak.clone();
        storedLow = subs.lowStreak.clone();
        storedCalls = new double[subs.count];
        for (int s = 0; s < subs.count; s++) {
            storedCalls[s] = subs.channels[s].sum();
        }
    }

    @Override
    String what() {
        return "subentities";
    }

    @Override
    int size(Engine engine) {
        return subs.count;
    }

    @Override
    String name(int i) {
        return subs.id[i];
    }

    @Override
    long internalId(int i) {
        return subs.internalId[i];
    }

    @Override
    String set() {
        return "SET n.ema_active = r.a, n.ema_wm_presence = r.m, n.quality_score = r.q, n.arousal_ema = r.ar,"
                + " n.valence_ema = r.va, n.stability_state = r.st, n.frames_since_creation = r.n,"
                + " n.high_quality_streak = r.h, n.low_quality_streak = r.l, n.tool_usage_counts = r.tc"
                + " RETURN count(n)";
    }

    @Override
    boolean due(Engine engine, int i, boolean all) {
        if (subs.internalId[i] < 0) {
            return false;
        }
        if (unknown.get(i) || subs.stability[i] != storedStability[i] || subs.channels[i].sum() != storedCalls[i]) {
            return true;
        }
        return all
                ? Stored.differs(subs.emaActive[i], storedActive[i])
                        || Stored.differs(subs.emaWm[i], storedWm[i])
                        || Stored.differs(subs.quality[i], storedQuality[i])
                        || Stored.differs(subs.arousalEma[i], storedArousal[i])
                        || Stored.differs(subs.valenceEma[i], storedValence[i])
                        || subs.age[i] != storedAge[i]
                        || subs.highStreak[i] != storedHigh[i]
                        || subs.lowStreak[i] != storedLow[i]
                : Math.abs(subs.emaActive[i] - storedActive[i]) > AVERAGE
                        || Math.abs(subs.emaWm[i] - storedWm[i]) > AVERAGE
                        || Math.abs(subs.quality[i] - storedQuality[i]) > AVERAGE
                        || Math.abs(subs.arousalEma[i] - storedArousal[i]) > AVERAGE
                        || Math.abs(subs.valenceEma[i] - storedValence[i]) > AVERAGE
                        || subs.age[i] - storedAge[i] > AGE;
    }

    @Override
    void copy(Engine engine, int i, int row) {
        active[row] = subs.emaActive[i];
        wm[row] = subs.emaWm[i];
        quality[row] = subs.quality[i];
        arousal[row] = subs.arousalEma[i];
        valence[row] = subs.valenceEma[i];
        stability[row] = subs.stability[i];
        age[row] = subs.age[i];
        high[row] = subs.highStreak[i];
        low[row] = subs.lowStreak[i];
        calls[row] = subs.channels[i].sum();
        channels[row] = subs.channels[i].count() == 0 ? "null" : CypherText.of(json(subs.channels[i]));
    }

    @Override
    void append(StringBuilder text, int row) {
        NodeRef.subentity(subs, place[row])
                .append(text.append('{'), 's', 'k')
                .append(",a:")
                .append(Stored.text(active[row]))
                .append(",m:")
                .append(Stored.text(wm[row]))
                .append(",q:")
                .append(Stored.text(quality[row]))
                .append(",ar:")
                .append(Stored.text(arousal[row]))
                .append(",va:")
                .append(Stored.text(valence[row]))
                .append(",st:'")
                .append(stability[row].word())
                .append("',n:")
                .append(age[row])
                .append(",h:")
                .append(high[row])
                .append(",l:")
                .append(low[row])
                .append(",tc:")
                .append(channels[row])
                .append('}');
    }

    /** As an object of numbers, which is how it is read. */
    private static String json(Tally tally) {
        ObjectNode object = WireJson.MAPPER.createObjectNode();
        for (int k = 0; k < tally.count(); k++) {
            double value = tally.value(k);
            if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
                object.put(tally.name(k), (long) value);
            } else {
                object.put(tally.name(k), value);
            }
        }
        return object.toString();
    }

    @Override
    void stored(int row) {
        int i = place[row];
        unknown.clear(i);
        storedActive[i] = Stored.value(active[row]);
        storedWm[i] = Stored.value(wm[row]);
        storedQuality[i] = Stored.value(quality[row]);
        storedArousal[i] = Stored.value(arousal[row]);
        storedValence[i] = Stored.value(valence[row]);
        storedStability[i] = stability[row];
        storedAge[i] = age[row];
        storedHigh[i] = high[row];
        storedLow[i] = low[row];
        storedCalls[i] = calls[row];
    }

    @Override
    void forget(int i) {
        unknown.set(i);
    }
}
