package mind.worker.load;

import java.io.IOException;
import mind.worker.graph.GraphBuilder;

/**
 * Reads what nodes and links feel: {@code emotion_vector}, valence and arousal. Few graphs have any, so these are queries of
 * their own, asked only where the key exists.
 */
final class EmotionReader {
    static final String KEY = "emotion_vector";
    static final String NODES =
            "MATCH (n) WHERE n.emotion_vector IS NOT NULL RETURN id(n), n.emotion_vector ORDER BY id(n)";
    static final String LINKS =
            "MATCH ()-[r]->() WHERE r.emotion_vector IS NOT NULL RETURN id(r), r.emotion_vector ORDER BY id(r)";

    private static final int VECTOR = 12; // of the compact form

    private final Cell cell = new Cell();
    private final Values values;
    private final GraphBuilder builder;

    EmotionReader(Values values, GraphBuilder builder) {
        this.values = values;
        this.builder = builder;
    }

    void node(RespReader reader) throws IOException {
        reader.array();
        long id = LinkReader.whole(reader);
        double[] felt = felt(reader);
        if (felt.length == 2) {
            builder.nodeEmotion(id, felt[0], felt[1]);
        }
    }

    void link(RespReader reader) throws IOException {
        reader.array();
        long id = LinkReader.whole(reader);
        double[] felt = felt(reader);
        if (felt.length == 2) {
            builder.linkEmotion(id, felt[0], felt[1]);
        }
    }

    /** Valence and arousal; what is no pair of numbers is a repair, and nothing is felt. */
    private double[] felt(RespReader reader) throws IOException {
        double[] numbers = numbers(reader);
        if (numbers.length != 2 || !Double.isFinite(numbers[0] + numbers[1])) {
            values.repair();
            return new double[0];
        }
        return new double[] {values.within(numbers[0], -1, 1), values.within(numbers[1], -1, 1)};
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
