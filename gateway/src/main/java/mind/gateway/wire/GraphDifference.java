package mind.gateway.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mind.protocol.WireJson;

/**
 * The deltas that bring a page from one picture of a graph to another: what is gone, what is new, what has another name,
 * type or membership. Energies and weights that merely drifted are not told; the engine's events tell those.
 */
public final class GraphDifference {
    /** Told since the first picture by a delta of a worker, in words of its own that we do not compare. */
    private static final long TOLD = 1;

    private GraphDifference() {}

    /** A node, subentity or link, with what may change of it. */
    private record Thing(String key, String signature, Supplier<GraphDelta> upsert, Supplier<GraphDelta> delete) {}

    /**
     * @param told the last delta of each key told since {@code before}
     * @param most deltas worth telling
     * @return empty if it takes more of them
     */
    public static Optional<List<GraphDelta>> between(
            GraphPicture before, Map<String, GraphDelta> told, GraphPicture after, int most) {
        var old = new Fingerprints(before.things() + told.size());
        each(before, thing -> old.put(thing.key(), Fingerprints.of(thing.signature())));
        for (GraphDelta delta : told.values()) {
            old.put(delta.key(), delta.isDelete() ? Fingerprints.NONE : TOLD);
        }
        var now = new Fingerprints(after.things());
        each(after, thing -> now.put(thing.key(), TOLD));
        List<GraphDelta> deltas = new ArrayList<>();
        each(before, thing -> {
            if (deltas.size() <= most && !now.has(thing.key()) && old.has(thing.key())) {
                deltas.add(thing.delete().get());
                old.put(thing.key(), Fingerprints.NONE);
            }
        });
        for (GraphDelta delta : told.values()) {
            if (!now.has(delta.key()) && old.has(delta.key())) {
                deltas.add(deletionOf(delta));
            }
        }
        each(after, thing -> {
            if (deltas.size() <= most && Fingerprints.of(thing.signature()) != old.get(thing.key())) {
                deltas.add(thing.upsert().get());
            }
        });
        return deltas.size() <= most ? Optional.of(deltas) : Optional.empty();
    }

    /** Bytes of memory that a comparison takes, beside the pictures, of so many things in both together. */
    public static long expectedBytes(long things) {
        return Fingerprints.expectedBytes(things);
    }

    private static GraphDelta deletionOf(GraphDelta upsert) {
        String type = upsert.type().replace(".upsert", ".delete");
        ObjectNode payload = upsert.payload().deepCopy();
        if (type.startsWith("graph.delta.subentity")) {
            payload.put(
                    "subentity_id",
                    upsert.key().substring(GraphDelta.subentityKey("x").length() - 1));
        }
        return new GraphDelta(upsert.key(), type, payload);
    }

    private static void each(GraphPicture picture, Consumer<Thing> visitor) {
        for (int i = 0; i < picture.nodes(); i++) {
            int node = i;
            visitor.accept(new Thing(
                    GraphDelta.nodeKey(picture.nodeId.at(node)),
                    picture.nodeName.at(node) + "\n" + picture.nodeType(node),
                    () -> nodeUpsert(picture, node),
                    () -> nodeDelete(picture, node)));
        }
        for (int i = 0; i < picture.subentities(); i++) {
            int sub = i;
            visitor.accept(new Thing(
                    GraphDelta.subentityKey(picture.subId.at(sub)),
                    picture.subName.at(sub),
                    () -> subentityUpsert(picture, sub),
                    () -> subentityDelete(picture, sub)));
        }
        for (int i = 0; i < picture.links(); i++) {
            int link = i;
            String source = picture.endId(picture.linkSource.at(link));
            String target = picture.endId(picture.linkTarget.at(link));
            String type = picture.linkType(link);
            visitor.accept(new Thing(
                    GraphDelta.linkKey(source, target, type),
                    "",
                    () -> linkUpsert(source, target, type, OriginalGraph.weight(picture.linkWeight.at(link))),
                    () -> linkDelete(source, target, type)));
        }
        for (int i = 0; i < picture.memberships(); i++) {
            int member = i;
            String source = picture.nodeId.at(picture.memberNode.at(member));
            String target = picture.subId.at(picture.memberSub.at(member));
            visitor.accept(new Thing(
                    GraphDelta.linkKey(source, target, OriginalGraph.MEMBER_OF),
                    "",
                    () -> linkUpsert(source, target, OriginalGraph.MEMBER_OF, picture.memberWeight.at(member)),
                    () -> linkDelete(source, target, OriginalGraph.MEMBER_OF)));
        }
    }

    private static GraphDelta nodeUpsert(GraphPicture picture, int node) {
        String id = picture.nodeId.at(node);
        String name = picture.nodeName.at(node);
        ObjectNode payload = WireJson.MAPPER
                .createObjectNode()
                .put("node_id", id)
                .put("node_type", picture.nodeType(node))
                .put("name", name);
        payload.putObject("properties").put("name", name);
        payload.putObject("node")
                .put("id", id)
                .put("name", name)
                .put("type", picture.nodeType(node))
                .put("energy", picture.nodeEnergy.at(node))
                .put("theta", picture.nodeTheta.at(node))
                .put("log_weight", picture.nodeWeight.at(node));
        return new GraphDelta(GraphDelta.nodeKey(id), "graph.delta.node.upsert", payload);
    }

    private static GraphDelta nodeDelete(GraphPicture picture, int node) {
        String id = picture.nodeId.at(node);
        return new GraphDelta(
                GraphDelta.nodeKey(id),
                "graph.delta.node.delete",
                WireJson.MAPPER.createObjectNode().put("node_id", id));
    }

    private static GraphDelta subentityUpsert(GraphPicture picture, int sub) {
        String id = picture.subId.at(sub);
        ObjectNode payload = WireJson.MAPPER.createObjectNode();
        ObjectNode subentity = payload.putObject("subentity")
                .put("id", id)
                .put("name", picture.subName.at(sub))
                .put("slug", GraphPicture.slug(picture.subName.at(sub)));
        ArrayNode members = subentity.putArray("member_ids");
        Arrays.stream(picture.members(sub)).forEach(member -> members.add(picture.nodeId.at(member)));
        return new GraphDelta(GraphDelta.subentityKey(id), "graph.delta.subentity.upsert", payload);
    }

    private static GraphDelta subentityDelete(GraphPicture picture, int sub) {
        String id = picture.subId.at(sub);
        return new GraphDelta(
                GraphDelta.subentityKey(id),
                "graph.delta.subentity.delete",
                WireJson.MAPPER.createObjectNode().put("subentity_id", id));
    }

    private static GraphDelta linkUpsert(String source, String target, String type, double weight) {
        String id = OriginalGraph.linkId(source, target, type);
        ObjectNode payload = WireJson.MAPPER
                .createObjectNode()
                .put("id", id)
                .put("source", source)
                .put("target", target)
                .put("type", type)
                .put("weight", weight);
        payload.putObject("properties");
        payload.putObject("link")
                .put("id", id)
                .put("source", source)
                .put("target", target)
                .put("type", type)
                .put("weight", weight);
        return new GraphDelta(GraphDelta.linkKey(source, target, type), "graph.delta.link.upsert", payload);
    }

    private static GraphDelta linkDelete(String source, String target, String type) {
        ObjectNode payload = WireJson.MAPPER
                .createObjectNode()
                .put("id", OriginalGraph.linkId(source, target, type))
                .put("source", source)
                .put("target", target)
                .put("type", type);
        return new GraphDelta(GraphDelta.linkKey(source, target, type), "graph.delta.link.delete", payload);
    }
}
