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
 * compared with. Never changed once read.
 */
public final class GraphPicture {
    private static final Pattern NOT_SLUG = Pattern.compile("[^a-z0-9]+");

    private final Snapshot source;
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
    final Numbers nodeType = new Numbers();
    final Numbers nodeEnergy = new Numbers();
    final Numbers nodeTheta = new Numbers();
    final Numbers nodeWeight = new Numbers();
    final Numbers memberSub = new Numbers();
    final Numbers memberNode = new Numbers();
    final Numbers memberWeight = new Numbers();
    final Numbers linkSource = new Numbers();
    final Numbers linkTarget = new Numbers();
    final Numbers linkType = new Numbers();
    final Numbers linkWeight = new Numbers();
    private final int[][] membersOfSub;

    /** @throws IOException if the parts are no snapshot, or its columns do not fit together */
    public static GraphPicture read(Snapshot snapshot) throws IOException {
        return new GraphPicture(snapshot);
    }

    private GraphPicture(Snapshot snapshot) throws IOException {
        source = snapshot;
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

    private static void within(String what, Numbers column, int limit) throws IOException {
        for (int i = 0; i < column.size; i++) {
            if (column.at(i) < 0 || column.at(i) >= limit) {
                throw new IOException(what + " point to " + column.at(i) + " of " + limit);
            }
        }
    }

    private int[][] membersOfSub() {
        int[] counts = new int[subentities()];
        for (int m = 0; m < memberships(); m++) {
            counts[memberSub.whole(m)]++;
        }
        int[][] members = new int[counts.length][];
        for (int s = 0; s < counts.length; s++) {
            members[s] = new int[counts[s]];
        }
        for (int m = memberships() - 1; m >= 0; m--) {
            int sub = memberSub.whole(m);
            members[sub][--counts[sub]] = memberNode.whole(m);
        }
        return members;
    }

    public String graph() {
        return source.graph();
    }

    public long epoch() {
        return source.epoch();
    }

    public long seq() {
        return source.seq();
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
        return nodeTypes.get(nodeType.whole(node));
    }

    String linkType(int link) {
        return linkTypes.get(linkType.whole(link));
    }

    /** The id of a link's end: a node's, or a subentity's. */
    String endId(int end) {
        return end < nodes() ? nodeId.at(end) : subId.at(end - nodes());
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

        double at(int row) {
            return values[row];
        }

        int whole(int row) {
            return (int) values[row];
        }
    }

    static final class Texts extends Column {
        private final List<String> values = new ArrayList<>();

        @Override
        void read(JsonParser json) throws IOException {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                values.add(json.getText());
                size++;
            }
        }

        String at(int row) {
            return values.get(row);
        }

        List<String> list() {
            return List.copyOf(values);
        }
    }
}
