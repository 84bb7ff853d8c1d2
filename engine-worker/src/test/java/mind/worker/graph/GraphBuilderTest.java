package mind.worker.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GraphBuilderTest {
    private static final int NODES = 40;

    private final long seed = System.nanoTime();

    /** Source, target and weight of a link; its internal id is its place. */
    private record Row(long id, int source, int target, double weight) {}

    private MindGraph build(List<Row> rows, boolean endsFirst) {
        var builder = new GraphBuilder().layout(Layout.AS_LOADED);
        for (int i = 0; i < NODES; i++) {
            builder.node(new NodeRow().reset(i));
        }
        if (endsFirst) {
            builder.endsComplete();
        }
        var link = new LinkRow();
        for (Row row : rows) {
            link.reset(row.id, row.source, row.target, "ENABLES").weight = row.weight;
            builder.link(link);
        }
        return builder.build();
    }

    @Test
    void links_are_the_same_however_they_come() {
        System.out.println("seed " + seed);
        var random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int id = 0; id < 3_000; id++) { // more than room was made for, many twice, some that dangle
            rows.add(new Row(id, random.nextInt(NODES), random.nextInt(NODES + 2), id));
        }
        MindGraph ordered = build(rows, false);
        Collections.shuffle(rows, random);
        for (boolean endsFirst : new boolean[] {false, true}) {
            MindGraph shuffled = build(rows, endsFirst);
            assertEquals(ordered.counts, shuffled.counts, "seed " + seed);
            assertArrayEquals(ordered.links.internalId, shuffled.links.internalId, "seed " + seed);
            assertArrayEquals(ordered.links.weight, shuffled.links.weight, "seed " + seed);
            assertArrayEquals(ordered.links.target, shuffled.links.target, "seed " + seed);
        }
    }

    @Test
    void no_end_may_come_late() {
        var builder = new GraphBuilder();
        builder.endsComplete();
        assertThrows(IllegalStateException.class, () -> builder.node(new NodeRow().reset(1)));
        assertThrows(IllegalStateException.class, () -> builder.subentity(new SubentityRow()));
    }
}
