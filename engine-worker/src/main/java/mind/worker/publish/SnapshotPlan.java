package mind.worker.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import mind.worker.graph.MindGraph;

/** How a graph's rows are cut into snapshot parts, so that no part can exceed its bound. Made once a graph. */
public final class SnapshotPlan {
    /** Longest body of a part. */
    static final int MAX_BYTES = 256 << 10;

    private static final int FRAME_BYTES = 512; // names of columns, and the opening of a part
    private static final int NUMBER_BYTES =
            25; // -1.2345678901234567E-300 and its comma; from 1e26 on they are not rounded
    private static final int SMALL_BYTES = 12; // -1.234E-19 and its comma; log weights and shares are within -5 to 2
    private static final int INDEX_BYTES = 11; // 2147483647 and its comma
    private static final int FLAGS_BYTES = 16; // 1,"provisional",
    private static final int MAX_NAME = 1_000; // characters
    private static final int QUOTES_BYTES = 3; // and a comma
    private static final int HEAD_BYTES = 8 << 10; // of part 0 without the types: a few numbers and names
    private static final int TYPES_BYTES = (MAX_BYTES - HEAD_BYTES) / 2; // of nodes, or of links

    /** What stands in part 0 for all types that it has no room for. */
    static final String OTHER_TYPES = "…";

    private final List<Section> sections = new ArrayList<>();
    private final List<String> nodeTypes;
    private final List<String> linkTypes;

    /** What a part brings. */
    enum Kind {
        SUBENTITIES("subs"),
        NODES("nodes"),
        MEMBERSHIPS("members"),
        LINKS("links");

        final String field;

        Kind(String field) {
            this.field = field;
        }
    }

    /** Rows {@code from} (inclusive) to {@code to} (exclusive) of one kind. */
    record Section(Kind kind, int from, int to) {}

    public SnapshotPlan(MindGraph graph) {
        var subs = graph.subentities;
        cut(
                Kind.SUBENTITIES,
                subs.count,
                s -> text(subs.id[s])
                        + text(shown(subs.name[s]))
                        + text(shown(subs.color[s]))
                        + 3 * NUMBER_BYTES
                        + FLAGS_BYTES);
        cut(
                Kind.NODES,
                graph.nodes.count,
                i -> text(graph.nodes.id.get(i))
                        + text(shown(graph.nodes.name.get(i)))
                        + INDEX_BYTES
                        + 2 * NUMBER_BYTES
                        + SMALL_BYTES);
        nodeTypes = fitting(graph.nodeTypes.words());
        linkTypes = fitting(graph.linkTypes.words());
        cut(Kind.MEMBERSHIPS, graph.memberships.count, slot -> 2 * INDEX_BYTES + SMALL_BYTES);
        cut(Kind.LINKS, graph.links.count, link -> 3 * INDEX_BYTES + SMALL_BYTES);
    }

    List<Section> sections() {
        return sections;
    }

    /** Types of nodes as part 0 tells them; those from the last on are told as the last. */
    List<String> nodeTypes() {
        return nodeTypes;
    }

    /** Types of links, likewise. */
    List<String> linkTypes() {
        return linkTypes;
    }

    /** The first of {@code types} as they are shown: all there is room for, and one for the rest. */
    private static List<String> fitting(List<String> types) {
        List<String> shown = new ArrayList<>();
        int left = TYPES_BYTES - text(OTHER_TYPES);
        for (String type : types) {
            String word = shown(type);
            left -= text(word);
            if (left < 0) {
                shown.add(OTHER_TYPES);
                break;
            }
            shown.add(word);
        }
        return shown;
    }

    private void cut(Kind kind, int rows, IntUnaryOperator bytes) {
        int from = 0;
        int used = FRAME_BYTES;
        for (int row = 0; row < rows; row++) {
            int more = bytes.applyAsInt(row);
            if (used + more > MAX_BYTES && row > from) {
                sections.add(new Section(kind, from, row));
                from = row;
                used = FRAME_BYTES;
            }
            used += more;
        }
        if (rows > from) {
            sections.add(new Section(kind, from, rows));
        }
    }

    /** A name as a snapshot carries it: the beginning of one that is longer than anybody reads. */
    static String shown(String name) {
        if (name.length() <= MAX_NAME) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(MAX_NAME - 1)) ? MAX_NAME - 1 : MAX_NAME;
        return name.substring(0, end) + "…";
    }

    /** Most bytes a text takes as JSON in UTF-8, where what is beyond the basic plane is written as two escapes. */
    private static int text(String text) {
        int bytes = QUOTES_BYTES;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || Character.isSurrogate(c)) {
                bytes += 6;
            } else {
                bytes += c == '"' || c == '\\' ? 2 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }
}
