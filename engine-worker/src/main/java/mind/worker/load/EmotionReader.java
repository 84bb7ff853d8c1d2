package mind.worker.load;

import java.io.IOException;

/** Reads what a node or a link feels: {@code emotion_vector}, valence and arousal, -1 to 1 each. */
final class EmotionReader {
    static final String KEY = "emotion_vector";

    private static final int VECTOR = 12; // of the compact form

    private final Cell cell = new Cell();
    private final Values values;

    /** Takes what the node or link with that internal id feels. */
    interface Keeper {
        void feels(long internalId, double valence, double arousal);
    }

    EmotionReader(Values values) {
        this.values = values;
    }

    /** Reads a row of internal id and vector; what is no pair of numbers is a repair, and nothing is felt. */
    void read(RespReader reader, Keeper keeper) throws IOException {
        reader.array();
        long id = LinkReader.whole(reader);
        double[] numbers = numbers(reader);
        if (numbers.length == 2 && Double.isFinite(numbers[0] + numbers[1])) {
            keeper.feels(id, values.within(numbers[0], -1, 1), values.within(numbers[1], -1, 1));
        } else {
            values.repair();
        }
    }

    /** A list, a vector, or either written as JSON; NaN for what is no number. */
    private double[] numbers(RespReader reader) throws IOException {
        reader.array();
        int kind = (int) reader.integer();
        switch (kind) {
            case Cell.STRING:
                return values.list(reader.text());
            case Cell.ARRAY:
                double[] list = new double[reader.array()];
                for (int k = 0; k < list.length; k++) {
                    cell.read(reader);
                    list[k] =
                            cell.kind == Cell.INTEGER ? cell.whole : cell.kind == Cell.DOUBLE ? cell.real : Double.NaN;
                }
                return list;
            case VECTOR:
                double[] vector = new double[reader.array()];
                for (int k = 0; k < vector.length; k++) {
                    vector[k] = reader.real();
                }
                return vector;
            default:
                reader.skip();
                return new double[0];
        }
    }
}
