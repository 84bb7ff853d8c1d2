package mind.worker.graph;

import java.util.Arrays;

/** Link rows as they came, one growing column a field, until the graph's arrays are built from them. */
final class LinkColumns {
    int count;
    long[] internalId = new long[0];
    long[] source = new long[0];
    long[] target = new long[0];
    int[] type = new int[0];
    double[] logWeight = new double[0];
    double[] weight = new double[0];
    float[] energy = new float[0];
    float[] confidence = new float[0];
    float[] emaSeats = new float[0];
    float[] emaFormation = new float[0];

    void reserve(int rows) {
        if (rows <= internalId.length) {
            return;
        }
        internalId = Arrays.copyOf(internalId, rows);
        source = Arrays.copyOf(source, rows);
        target = Arrays.copyOf(target, rows);
        type = Arrays.copyOf(type, rows);
        logWeight = Arrays.copyOf(logWeight, rows);
        weight = Arrays.copyOf(weight, rows);
        energy = Arrays.copyOf(energy, rows);
        confidence = Arrays.copyOf(confidence, rows);
        emaSeats = Arrays.copyOf(emaSeats, rows);
        emaFormation = Arrays.copyOf(emaFormation, rows);
    }

    void add(LinkRow row, int typeNumber) {
        if (count == internalId.length) {
            reserve(Math.max(16, 2 * count));
        }
        internalId[count] = row.internalId;
        source[count] = row.source;
        target[count] = row.target;
        type[count] = typeNumber;
        logWeight[count] = row.logWeight;
        weight[count] = row.weight;
        energy[count] = (float) row.energy;
        confidence[count] = (float) row.confidence;
        emaSeats[count] = (float) row.emaSeats;
        emaFormation[count] = (float) row.emaFormation;
        count++;
    }
}
