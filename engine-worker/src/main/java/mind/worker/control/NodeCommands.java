package mind.worker.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import mind.protocol.WireJson;
import mind.worker.dynamics.Engine;
import mind.worker.graph.Links;
import mind.worker.graph.Memberships;
import mind.worker.graph.MindGraph;
import mind.worker.life.Mind;
import mind.worker.life.Session;
import mind.worker.persist.NodeRef;

/** {@code node}, {@code members} and {@code neighbours}: what is around one place of a mind. */
public final class NodeCommands {
    private static final int MAX_LINKS = 100; // of one type and direction in a node's answer
    /** What is stored of memberships, given as pairs of the rows they start at and their own numbers, where it is any. */
    static final String STORED = "UNWIND $rows AS r WITH r[0] AS i, r[1] AS l MATCH (n) WHERE id(n) = i"
            + " WITH n, l MATCH (n)-[m:MEMBER_OF]->() WHERE id(m) = l AND (m.activation_ema IS NOT NULL"
            + " OR m.activation_count IS NOT NULL OR m.last_activated_ts IS NOT NULL)"
            + " RETURN id(m), m.activation_ema, m.activation_count, m.last_activated_ts";

    private static final int MAX_PROPERTY = 20_000; // characters; longer ones (embeddings) are named only

    private final Running running;
    private final GraphReader reader;
    private final Executor slow;

    public NodeCommands(Running running, GraphReader reader, Executor slow) {
        this.running = running;
        this.reader = reader;
        this.slow = slow;
    }

    public void register(Commands commands) {
        commands.with("node", this::node).with("members", this::members).with("neighbours", this::neighbours);
    }

    /** The end of links that {@code id} names, a node or a subentity. */
    private static int end(MindGraph graph, String id) throws Refusal {
        int node = graph.node(id);
        if (node >= 0) {
            return node;
        }
        int sub = graph.subentity(id);
        if (sub >= 0) {
            return graph.nodes.count + sub;
        }
        throw Refusal.notFound("no node or subentity \"" + id + "\"; search finds ids by name");
    }

    private void node(Args args, Answer answer) throws Refusal {
        Session session = running.session();
        Mind mind = session.mind();
        int end = end(mind.graph(), args.text("id"));
        Running.then(
                session.loop().submit(engine -> moving(engine, mind.graph(), end)),
                answer,
                now -> Running.later(slow, answer, () -> answer.done(detail(mind, end, now))));
    }

    /** @throws RejectedExecutionException if the engine has another graph by now, where {@code end} is another */
    static ObjectNode moving(Engine engine, MindGraph graph, int end) {
        if (engine.graph() != graph) {
            throw new RejectedExecutionException("the graph was loaded anew");
        }
        ObjectNode now = WireJson.MAPPER.createObjectNode();
        links(engine, end, now.putObject("links"));
        if (end < graph.nodes.count) {
            return now.put("energy", engine.energy(end))
                    .put("theta", graph.nodes.theta[end])
                    .put("log_weight", engine.nodeLogWeight(end))
                    .put("active", engine.energy(end) >= graph.nodes.theta[end]);
        }
        int s = end - graph.nodes.count;
        return now.put("energy", graph.subentities.energy[s])
                .put("theta", graph.subentities.theta[s])
                .put("quality", graph.subentities.quality[s])
                .put("stability", graph.subentities.stability[s].word())
                .put("active", engine.subentityActive(s))
                .put("active_members", engine.activeMembers(s))
                .put("member_count", graph.memberships.members(s));
    }

    private ObjectNode detail(Mind mind, int end, ObjectNode now) throws Refusal {
        MindGraph graph = mind.graph();
        boolean node = end < graph.nodes.count;
        int s = end - graph.nodes.count;
        ObjectNode result = WireJson.MAPPER
                .createObjectNode()
                .put("id", graph.endId(end))
                .put("name", node ? graph.nodes.name.get(end) : graph.subentities.name[s])
                .put("type", node ? graph.nodeType(end) : "SubEntity")
                .put("index", node ? end : s);
        result.setAll(now);
        NodeRef ref = node ? NodeRef.node(graph.nodes, end) : NodeRef.subentity(graph.subentities, s);
        ArrayNode rows = reader.read(mind.loaded().source(), allOf(ref), Map.of("i", ref.internalId()))
                .rows();
        if (rows.isEmpty()) {
            throw Refusal.notFound(
                    "\"" + graph.endId(end) + "\" is not in the stored graph any more; reload shows it as it is");
        }
        result.set("labels", rows.get(0).get(0));
        result.set("properties", printable(rows.get(0).get(1)));
        if (node) {
            memberships(graph, end, result.putArray("memberships"));
        }
        return result;
    }

    /** The query for all that is stored of the node {@code ref}, whose internal id is $i. */
    static String allOf(NodeRef ref) {
        return "WITH " + ref.keys() + " AS k MATCH (n) WHERE id(n) = $i AND " + NodeRef.is("n", "k")
                + " RETURN labels(n), properties(n)";
    }

    /** Properties without those too long to print, embeddings above all. */
    private static ObjectNode printable(JsonNode properties) {
        ObjectNode printable = WireJson.MAPPER.createObjectNode();
        properties.properties().forEach(property -> {
            boolean tooLong = property.getValue().isTextual()
                    ? property.getValue().textValue().length() > MAX_PROPERTY
                    : property.getValue().size() > 64;
            printable.set(property.getKey(), tooLong ? printable.textNode("(too long to show)") : property.getValue());
        });
        return printable;
    }

    private static void memberships(MindGraph graph, int node, ArrayNode into) {
        Memberships memberships = graph.memberships;
        for (int place = memberships.ofStart[node]; place < memberships.ofStart[node + 1]; place++) {
            int s = memberships.ofSub[place];
            into.addObject()
                    .put("subentity_id", graph.subentities.id[s])
                    .put("name", graph.subentities.name[s])
                    .put("share", memberships.ofShare[place]);
        }
    }

    private static void links(Engine engine, int end, ObjectNode into) {
        MindGraph graph = engine.graph();
        Links links = graph.links;
        ObjectNode out = into.putObject("out");
        for (int link = links.outStart[end]; link < links.outStart[end + 1]; link++) {
            link(engine, out, link, links.target[link]);
        }
        ObjectNode in = into.putObject("in");
        for (int place = links.inStart[end]; place < links.inStart[end + 1]; place++) {
            int link = links.incoming[place];
            link(engine, in, link, links.source[link]);
        }
    }

    private static void link(Engine engine, ObjectNode byType, int link, int other) {
        MindGraph graph = engine.graph();
        String type = graph.linkTypes.word(graph.links.type[link]);
        ArrayNode list = byType.has(type) ? (ArrayNode) byType.get(type) : byType.putArray(type);
        if (list.size() < MAX_LINKS) {
            list.addObject()
                    .put("id", graph.linkId(link))
                    .put("node_id", graph.endId(other))
                    .put("name", nameOf(graph, other))
                    .put("weight", graph.links.weight[link])
                    .put("log_weight", engine.linkLogWeight(link));
        }
    }

    private static String nameOf(MindGraph graph, int end) {
        return end < graph.nodes.count ? graph.nodes.name.get(end) : graph.subentities.name[end - graph.nodes.count];
    }

    private void members(Args args, Answer answer) throws Refusal {
        Mind mind = running.session().mind();
        String id = args.text("id");
        int s = mind.graph().subentity(id);
        if (s < 0) {
            throw Refusal.notFound("no subentity \"" + id + "\"; search finds ids by name");
        }
        int limit = args.whole("limit", 100, 1, 1_000);
        int offset = args.whole("offset", 0, 0, Integer.MAX_VALUE);
        String sort = args.choice("sort", "weight", List.of("weight", "activation", "recent"));
        boolean rising = args.choice("order", "desc", List.of("asc", "desc")).equals("asc");
        Running.later(slow, answer, () -> answer.done(members(mind, s, limit, offset, sort, rising)));
    }

    private ObjectNode members(Mind mind, int s, int limit, int offset, String sort, boolean rising) throws Refusal {
        MindGraph graph = mind.graph();
        int start = graph.memberships.start[s];
        Integer[] slots = new Integer[graph.memberships.members(s)];
        Arrays.setAll(slots, k -> start + k);
        boolean byWeight = sort.equals("weight"); // which is known here: only what is shown is asked for
        Map<Long, JsonNode> stored = byWeight ? Map.of() : stored(mind, slots);
        Arrays.sort(slots, (a, b) -> {
            int by = Double.compare(key(graph, stored, a, sort), key(graph, stored, b, sort));
            return rising ? by : -by;
        });
        int from = Math.min(offset, slots.length);
        Integer[] shown = Arrays.copyOfRange(slots, from, Math.min(slots.length, from + limit));
        return told(graph, s, shown, offset, byWeight ? stored(mind, shown) : stored);
    }

    /** What the graph stores of the memberships in {@code slots}, by FalkorDB's internal id. */
    private Map<Long, JsonNode> stored(Mind mind, Integer[] slots) throws Refusal {
        MindGraph graph = mind.graph();
        List<List<Long>> rows = new ArrayList<>(slots.length);
        for (int slot : slots) {
            rows.add(List.of(graph.memberRow(slot), graph.memberships.internalId[slot]));
        }
        Map<Long, JsonNode> stored = new HashMap<>();
        reader.read(mind.loaded().source(), STORED, Map.of("rows", rows))
                .rows()
                .forEach(row -> stored.put(row.get(0).longValue(), row));
        return stored;
    }

    private static ObjectNode told(MindGraph graph, int s, Integer[] shown, int offset, Map<Long, JsonNode> stored) {
        int members = graph.memberships.members(s);
        ObjectNode result = WireJson.MAPPER
                .createObjectNode()
                .put("subentity_id", graph.subentities.id[s])
                .put("name", graph.subentities.name[s])
                .put("count", members)
                .put("member_count", members)
                .put("offset", offset);
        ArrayNode list = result.putArray("members");
        for (int slot : shown) {
            int node = graph.memberships.node[slot];
            list.addObject()
                    .put("node_id", graph.nodes.id.get(node))
                    .put("name", graph.nodes.name.get(node))
                    .put("weight", graph.memberships.weight[slot])
                    .put("activation_ema", column(graph, stored, slot, 1))
                    .put("activation_count", (long) column(graph, stored, slot, 2))
                    .put("last_activated_ts", (long) column(graph, stored, slot, 3));
        }
        return result;
    }

    private static double key(MindGraph graph, Map<Long, JsonNode> stored, int slot, String sort) {
        return switch (sort) {
            case "activation" -> column(graph, stored, slot, 1);
            case "recent" -> column(graph, stored, slot, 3);
            default -> graph.memberships.weight[slot];
        };
    }

    private static double column(MindGraph graph, Map<Long, JsonNode> stored, int slot, int column) {
        JsonNode row = stored.get(graph.memberships.internalId[slot]);
        return row == null ? 0 : row.get(column).asDouble(0);
    }

    private void neighbours(Args args, Answer answer) throws Refusal {
        MindGraph graph = running.session().mind().graph();
        int end = end(graph, args.text("id"));
        int hops = args.whole("hops", 1, 1, 3);
        int limit = args.whole("limit", 100, 1, 1_000);
        Running.later(slow, answer, () -> answer.done(new Neighbourhood(graph, end, hops, limit).tree()));
    }
}
