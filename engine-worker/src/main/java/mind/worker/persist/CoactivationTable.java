package mind.worker.persist;

import java.util.BitSet;
import mind.worker.dynamics.Coactivation;
import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;
import mind.worker.graph.Subentities;

/**
 * Pairs of subentities that were in working memory together: one COACTIVATES_WITH a pair, between the rows that were kept
 * of the two, from the smaller id to the larger. Both rows are bound before the MERGE, so that it makes a link and never a
 * node. Counts are written whole, not added to: the answer to a write may be lost, which is then made again.
 */
final class CoactivationTable extends Table {
    private final Subentities subs;
    private final BitSet taken = new BitSet(); // read from the engine, not known to be stored

    private final int[] first = new int[ROWS];
    private final int[] second = new int[ROWS];
    private final double[] both = new double[ROWS];
    private final double[] either = new double[ROWS];
    private final double[] jaccard = new double[ROWS];
    private final long[] bothCount = new long[ROWS];
    private final long[] eitherCount = new long[ROWS];
    private Coactivation pairs;
    private double alpha;

    CoactivationTable(MindGraph graph) {
        subs = graph.subentities;
    }

    @Override
    String what() {
        return "pairs of subentities";
    }

    @Override
    int size(Engine engine) {
        pairs = engine.coactivation();
        return pairs.count();
    }

    @Override
    String name(int i) {
        return subs.id[pairs.first(i)] + " with " + subs.id[pairs.second(i)];
    }

    /** A pair is known by the first of its rows; where that is gone, or the second, so is the pair. */
    @Override
    long internalId(int i) {
        return subs.internalId[pairs.first(i)];
    }

    @Override
    String match() {
        return "WITH r.s AS s, r.d AS d, r AS r MATCH (a) WHERE id(a) = s AND " + NodeRef.is("a", "r.k")
                + " WITH a, d, r MATCH (b) WHERE id(b) = d AND " + NodeRef.is("b", "r.j") + " WITH a, b, r";
    }

    @Override
    String set() {
        return "MERGE (a)-[x:COACTIVATES_WITH]->(b) SET x.both_ema = r.b, x.either_ema = r.e, x.u_jaccard = r.u,"
                + " x.both_count = r.n, x.either_count = r.m, x.last_ts = r.ts, x.alpha = r.al"
                + " RETURN count(x)";
    }

    @Override
    boolean due(Engine engine, int i, boolean all) {
        return taken.get(i) || engine.coactivation().dirty(i);
    }

    @Override
    void copy(Engine engine, int i, int row) {
        first[row] = pairs.first(i);
        second[row] = pairs.second(i);
        both[row] = pairs.both(i);
        either[row] = pairs.either(i);
        jaccard[row] = pairs.jaccard(i);
        bothCount[row] = pairs.bothCount(i);
        eitherCount[row] = pairs.eitherCount(i);
        alpha = engine.settings().coactivationAlpha();
        pairs.stored(i); // from here on it is due until the server has it
        taken.set(i);
    }

    @Override
    void append(StringBuilder text, int row) {
        NodeRef.subentity(subs, first[row]).append(text.append('{'), 's', 'k');
        NodeRef.subentity(subs, second[row])
                .append(text.append(','), 'd', 'j')
                .append(",b:")
                .append(Stored.text(both[row]))
                .append(",e:")
                .append(Stored.text(either[row]))
                .append(",u:")
                .append(Stored.text(jaccard[row]))
                .append(",n:")
                .append(bothCount[row])
                .append(",m:")
                .append(eitherCount[row])
                .append(",al:")
                .append(Stored.text(alpha))
                .append(",ts:")
                .append(System.currentTimeMillis())
                .append('}');
    }

    @Override
    void stored(int row) {
        taken.clear(place[row]);
    }

    @Override
    void forget(int i) {
        taken.set(i);
    }
}
