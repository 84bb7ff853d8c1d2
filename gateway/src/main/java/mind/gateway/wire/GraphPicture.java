package mind.gateway.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import mind.gateway.feed.Snapshot;
import mind.protocol.WireJson;

/**
 * A snapshot read into columns, for the original dialect: what its chunks are written from, and what a later snapshot is
 * compared with. Never changed once read; it does not keep the snapshot.
 */
public final class GraphPicture {
    private static final Pattern NOT_SLUG = Pattern.compile("[^a-z0-9]+");

    private static final int NODE_BYTES = 150; // at most, beside the characters of its texts
    private static final int LINK_BYTES = 30; // while the columns grow

    private final String graph;
    private final long epoch;
    private final long seq;
    private final List<String> nodeTypes;
    private final List<String> linkTypes;
    final Texts subId = new Texts();
    final Texts subName = new Texts();
    final Texts subStability = new Texts();
    final Numbers subEnergy = new Numbers();
    final Numbers subTheta = new Numbers();
    final Numbers subQuality = new Numbers();
    final Texts nodeId = new Texts();
    final Texts nodeName = new Texts();
    final Indices nodeType = new Indices();
    final Numbers nodeEnergy = new Numbers();
    final Numbers nodeTheta = new Numbers();
    final Numbers nodeWeight = new Numbers();
    final Indices memberSub = new Indices();
    final Indices memberNode = new Indices();
    final Numbers memberWeight = new Numbers();
    final Indices linkSource = new Indices();
    final Indices linkTarget = new Indices();
    final Indices linkType = new Indices();
    final Numbers linkWeight = new Numbers();
    private final int[][] membersOfSub;

    /** @throws IOException if the parts are no snapshot, or its columns do not fit together */
    public static GraphPicture read(Snapshot snapshot) throws IOException {
        return new GraphPicture(snapshot);
    }

    private GraphPicture(Snapshot snapshot) throws IOException {
        graph = snapshot.graph();
        epoch = snapshot.epoch();
        seq = snapshot.seq();
        var types = new Texts();
        var kinds = new Texts();
        for (byte[] part : snapshot.parts()) {
            try (JsonParser json = WireJson.MAPPER.getFactory().createParser(part)) {
                json.nextToken();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    JsonToken value = json.nextToken();
                    if (value == JsonToken.START_OBJECT) {
                        section(name, json);
                    } else if (value == JsonToken.START_ARRAY && name.equals("node_types")) {
                        types.read(json);
                    } else if (value == JsonToken.START_ARRAY && name.equals("link_types")) {
                        kinds.read(json);
                    } else {
                        json.skipChildren();
                    }
                }
            }
        }
        nodeTypes = types.list();
        linkTypes = kinds.list();
        check();
        for (Column column : columns()) {
            column.trim();
        }
        membersOfSub = membersOfSub();
    }

    private void section(String kind, JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Column column = column(kind, json.currentName());
            if (json.nextToken() == JsonToken.START_ARRAY && column != null) {
                column.read(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private Column column(String kind, String name) {
        return switch (kind + "." + name) {
            case "subs.id" -> subId;
            case "subs.name" -> subName;
            case "subs.e" -> subEnergy;
            case "subs.t" -> subTheta;
            case "subs.quality" -> subQuality;
            case "subs.stability" -> subStability;
            case "nodes.id" -> nodeId;
            case "nodes.name" -> nodeName;
            case "nodes.type" -> nodeType;
            case "nodes.e" -> nodeEnergy;
            case "nodes.t" -> nodeTheta;
            case "nodes.w" -> nodeWeight;
            case "members.sub" -> memberSub;
            case "members.node" -> memberNode;
            case "members.w" -> memberWeight;
            case "links.src" -> linkSource;
            case "links.dst" -> linkTarget;
            case "links.type" -> linkType;
            case "links.w" -> linkWeight;
            default -> null; // not needed here
        };
    }

    private List<Column> columns() {
        return List.of(
                subId,
                subName,
                subStability,
                subEnergy,
                subTheta,
                subQuality,
                nodeId,
                nodeName,
                nodeType,
                nodeEnergy,
                nodeTheta,
                nodeWeight,
                memberSub,
                memberNode,
                memberWeight,
                linkSource,
                linkTarget,
                linkType,
                linkWeight);
    }

    private void check() throws IOException {
        same("subentities", subId, subName, subStability, subEnergy, subTheta, subQuality);
        same("nodes", nodeId, nodeName, nodeType, nodeEnergy, nodeTheta, nodeWeight);
        same("memberships", memberSub, memberNode, memberWeight);
        same("links", linkSource, linkTarget, linkType, linkWeight);
        within("node types", nodeType, nodeTypes.size());
        within("link types", linkType, linkTypes.size());
        within("members", memberNode, nodes());
        within("members' subentities", memberSub, subentities());
        within("link sources", linkSource, nodes() + subentities());
        within("link targets", linkTarget, nodes() + subentities());
    }

    private static void same(String what, Column... columns) throws IOException {
        for (Column column : columns) {
            if (column.size != columns[0].size) {
                throw new IOException(
                        "columns of " + what + " with " + columns[0].size + " and " + column.size + " rows");
            }
        }
    }

    private static void within(String what, Indices column, int limit) throws IOException {
        for (int i = 0; i < column.size; i++) {
            if (column.at(i) < 0 || column.at(i) >= limit) {
                throw new IOException(what + " point to " + column.at(i) + " of " + limit);
            }
        }
    }

    private int[][] membersOfSub() {
        int[] counts = new int[subentities()];
        for (int m = 0; m < memberships(); m++) {
            counts[memberSub.at(m)]++;
        }
        int[][] members = new int[counts.length][];
        for (int s = 0; s < counts.length; s++) {
            members[s] = new int[counts[s]];
        }
        for (int m = memberships() - 1; m >= 0; m--) {
            int sub = memberSub.at(m);
            members[sub][--counts[sub]] = memberNode.at(m);
        }
        return members;
    }

    /**
     * Bytes of memory that a picture takes at most while it is read.
     *
     * @param links         memberships too
     * @param snapshotBytes of the snapshot it is read from
     */
    public static long expectedBytes(long nodes, long links, long snapshotBytes) {
        return snapshotBytes + nodes * NODE_BYTES + links * LINK_BYTES;
    }

    /** Bytes of memory that it takes. */
    public long bytes() {
        return columns().stream().mapToLong(Column::bytes).sum() + 4L * memberships();
    }

    /** Nodes, links, subentities and memberships. */
    public long things() {
        return (long) nodes() + links() + subentities() + memberships();
    }

    public String graph() {
        return graph;
    }

    public long epoch() {
        return epoch;
    }

    public long seq() {
        return seq;
    }

    public int nodes() {
        return nodeId.size;
    }

    public int links() {
        return linkSource.size;
    }

    public int subentities() {
        return subId.size;
    }

    public int memberships() {
        return memberSub.size;
    }

    String nodeType(int node) {
        return nodeTypes.get(nodeType.at(node));
    }

    String linkType(int link) {
        return linkTypes.get(linkType.at(link));
    }

    /** The id of a link's end: a node's, or a subentity's. */
    String endId(int end) {
        return end < nodes() ? nodeId.at(end) : subId.at(end - nodes());
    }

    /** Of a link's two ends the one that comes later: a node, or behind all nodes a subentity. */
    int laterEnd(int link) {
        return Math.max(linkSource.at(link), linkTarget.at(link));
    }

    int[] members(int sub) {
        return membersOfSub[sub];
    }

    static String slug(String name) {
        return NOT_SLUG.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("-");
    }

    /** Level by energy over threshold: engine.md §2.9. */
    static String activationLevel(double energy, double theta) {
        double ratio = theta < 1e-9 ? 0 : energy / theta;
        if (ratio > 3) {
            return "dominant";
        }
        if (ratio > 2) {
            return "strong";
        }
        if (ratio > 1) {
            return "moderate";
        }
        return ratio > 0.5 ? "weak" : "absent";
    }

    /** Values of one kind for many rows, growing as they are read. */
    abstract static class Column {
        int size;

        abstract void read(JsonParser json) throws IOException;

        /** Lets go of the room for more rows. */
        abstract void trim();

        abstract long bytes();
    }

    static final class Numbers extends Column {
        private double[] values = new double[0];

        @Override
        void read(JsonParser json) throws IOException {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, Math.max(64, size + size / 2));
                }
                values[size++] = json.getDoubleValue();
            }
        }

        @Override
        void trim() {
            values = Arrays.copyOf(values, size);
        }

        @Override
        long bytes() {
            return 8L * values.length;
        }

        double at(int row) {
            return values[row];
        }
    }

    static final class Indices extends Column {
        private int[] values = new int[0];

        @Override
        void read(JsonParser json) throws IOException {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (size == values.length) {
                    values = Arrays.copyOf(values, Math.max(64, size + size / 2));
                }
                values[size++] = json.getIntValue();
            }
        }

        @Override
        void trim() {
            values = Arrays.copyOf(values, size);
        }

        @Override
        long bytes() {
            return 4L * values.length;
        }

        int at(int row) {
            return values[row];
        }
    }

    static final class Texts extends Column {
        private static final int OBJECT_BYTES = 52; // a text's two objects, rounded up, and the reference to it

        private final ArrayList<String> values = new ArrayList<>();
        private long bytes;

        @Override
        void read(JsonParser json) throws IOException {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String text = json.getText();
                bytes += OBJECT_BYTES + (isWide(text) ? 2L : 1L) * text.length();
                values.add(text);
                size++;
            }
        }

        @Override
        void trim() {
            values.trimToSize();
        }

        @Override
        long bytes() {
            return bytes;
        }

        /** Whether it takes two bytes a character. */
        private static boolean isWide(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) > 0xff) {
                    return true;
                }
            }
            return false;
        }

        String at(int row) {
            return values.get(row);
        }

        List<String> list() {
            return List.copyOf(values);
        }
    }
}
