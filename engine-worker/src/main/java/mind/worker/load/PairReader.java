package mind.worker.load;

import java.io.IOException;
import mind.worker.graph.GraphBuilder;

/** Reads how often pairs of subentities were in working memory together, as COACTIVATES_WITH links keep it. */
final class PairReader {
    static final String MATCH = "MATCH (a)-[r:COACTIVATES_WITH]->(b) WITH a, r, b ORDER BY id(r)";
    static final String COLUMNS = "id(a), id(b), r.both_ema, r.either_ema, r.both_count, r.either_count";

    private final Cell both = new Cell();
    private final Cell either = new Cell();
    private final Cell bothCount = new Cell();
    private final Cell eitherCount = new Cell();
    private final Values values;
    private final GraphBuilder builder;

    PairReader(Values values, GraphBuilder builder) {
        this.values = values;
        this.builder = builder;
    }

    void read(RespReader reader) throws IOException {
        reader.array();
        long first = LinkReader.whole(reader);
        long second = LinkReader.whole(reader);
        both.read(reader);
        either.read(reader);
        bothCount.read(reader);
        eitherCount.read(reader);
        builder.together(new GraphBuilder.StoredPair(
                first,
                second,
                values.share(both, 0),
                values.share(either, 0),
                values.count(bothCount),
                values.count(eitherCount)));
    }
}
