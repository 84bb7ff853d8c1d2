package mind.worker.graph;

import java.util.Arrays;

/** Node rows as they came, one growing column a field, until the graph's arrays are built from them. */
final class NodeColumns {
    private final TextPool texts = new TextPool();

    int count;
    long[] internalId = new long[0];

    /** [count] Load rank of the node a row became: its own, or that of the row it duplicates; set by {@link #distinct}. */
    int[] winner;

    private int[] type = new int[0];
    private int[] scope = new int[0];
    private int[] id = new int[0]; // in texts
    private int[] name = new int[0]; // in texts
    private int[] description = new int[0]; // in texts
    private double[] energy = new double[0];
    private double[] theta = new double[0];
    private double[] logWeight = new double[0];
    private double[] emaWm = new double[0];
    private double[] emaSeats = new double[0];
    private double[] emaFormation = new double[0];
    private float[] confidence = new float[0];
    private long[] createdMs = new long[0];
    private long[] updatedMs = new long[0];

    void reserve(int rows) {
        if (rows <= internalId.length) {
            return;
        }
        internalId = Arrays.copyOf(internalId, rows);
        type = Arrays.copyOf(type, rows);
        scope = Arrays.copyOf(scope, rows);
        id = Arrays.copyOf(id, rows);
        name = Arrays.copyOf(name, rows);
        description = Arrays.copyOf(description, rows);
        energy = Arrays.copyOf(energy, rows);
        theta = Arrays.copyOf(theta, rows);
        logWeight = Arrays.copyOf(logWeight, rows);
        emaWm = Arrays.copyOf(emaWm, rows);
        emaSeats = Arrays.copyOf(emaSeats, rows);
        emaFormation = Arrays.copyOf(emaFormation, rows);
        confidence = Arrays.copyOf(confidence, rows);
        createdMs = Arrays.copyOf(createdMs, rows);
        updatedMs = Arrays.copyOf(updatedMs, rows);
    }

    void add(NodeRow row, int typeNumber, int scopeNumber) {
        if (count == internalId.length) {
            reserve(Math.max(16, 2 * count));
        }
        internalId[count] = row.internalId;
        type[count] = typeNumber;
        scope[count] = scopeNumber;
        String ownId = row.id.isEmpty() ? "node_" + row.internalId : row.id;
        id[count] = texts.add(ownId);
        name[count] = row.name.isEmpty() || row.name.equals(ownId) ? id[count] : texts.add(row.name);
        description[count] = description(row);
        energy[count] = row.energy;
        theta[count] = row.theta;
        logWeight[count] = row.logWeight;
        emaWm[count] = row.emaWm;
        emaSeats[count] = row.emaSeats;
        emaFormation[count] = row.emaFormation;
        confidence[count] = (float) row.confidence;
        createdMs[count] = row.createdMs;
        updatedMs[count] = row.updatedMs;
        count++;
    }

    /** Where the description lies: one that says the same as the name, as many do, is kept once. */
    private int description(NodeRow row) {
        return row.description.isEmpty()
                ? TextPool.EMPTY
                : row.description.equals(row.name) ? name[count] : texts.add(row.description);
    }

    /** The rows that become nodes, in the order of their internal ids: of rows with one id the first. */
    int[] distinct() {
        int[] order = KeyOrder.of(internalId, count);
        IdIndex byId = IdIndex.growing(new Texts(texts, Arrays.copyOf(id, count)));
        int[] rankOfRow = new int[count];
        winner = new int[count];
        int kept = 0;
        for (int row : order) {
            int first = byId.add(row);
            if (first == row) {
                rankOfRow[row] = kept;
                order[kept++] = row;
            }
            winner[row] = rankOfRow[first];
        }
        return Arrays.copyOf(order, kept);
    }

    /**
     * The arrays of a graph.
     *
     * @param rows    row by load rank
     * @param byIndex load rank by place in memory
     */
    Nodes build(int[] rows, int[] byIndex) {
        Nodes nodes =
                new Nodes(texts(id, rows, byIndex), texts(name, rows, byIndex), texts(description, rows, byIndex));
        for (int i = 0; i < rows.length; i++) {
            int rank = byIndex[i];
            int row = rows[rank];
            nodes.rank[i] = rank;
            nodes.byRank[rank] = i;
            nodes.internalId[i] = internalId[row];
            nodes.type[i] = type[row];
            nodes.scope[i] = scope[row];
            nodes.energy[i] = energy[row];
            nodes.theta[i] = theta[row];
            nodes.logWeight[i] = logWeight[row];
            nodes.emaWm[i] = emaWm[row];
            nodes.emaSeats[i] = emaSeats[row];
            nodes.emaFormation[i] = emaFormation[row];
            nodes.confidence[i] = confidence[row];
            nodes.createdMs[i] = createdMs[row];
            nodes.updatedMs[i] = updatedMs[row];
        }
        return nodes;
    }

    private Texts texts(int[] column, int[] rows, int[] byIndex) {
        int[] at = new int[rows.length];
        for (int i = 0; i < at.length; i++) {
            at[i] = column[rows[byIndex[i]]];
        }
        return new Texts(texts, at);
    }
}
