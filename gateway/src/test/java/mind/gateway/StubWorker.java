package mind.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.protocol.Message;
import mind.protocol.Reply;
import mind.protocol.State;
import mind.protocol.WireJson;
import redis.clients.jedis.Jedis;

/**
 * The gateway's peer in tests: publishes real messages to a real Redis and answers commands, as a worker does. Its graph
 * is a row of nodes joined in a chain, with one subentity that holds them all.
 */
final class StubWorker implements AutoCloseable {
    private static final long BEAT_LOOK_MILLIS = 20;
    private static final long BEAT_NANOS = 500_000_000L;
    private static final int PART_LINKS = 10_000;

    private final FalkorDb redis;
    private final String graph;
    private double[] energy;
    private final int partNodes;
    private int fan = 1;
    private final List<String> nodeIds = new ArrayList<>();
    final AtomicInteger snapshots = new AtomicInteger();
    final ConcurrentLinkedQueue<JsonNode> commands = new ConcurrentLinkedQueue<>();
    private long epoch;
    private long seq;
    private long frame;
    private State state = State.RUNNING;
    private List<byte[]> copy = List.of();
    private long copySeq;
    private final Map<String, Function<JsonNode, Reply>> answers = new ConcurrentHashMap<>();
    private double multiplier = 1;
    private volatile boolean answering = true;
    private volatile boolean beating = true;
    private long lastBeatNanos;
    private Jedis publisher;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "stub-worker");
        thread.setDaemon(true);
        return thread;
    });
    private final CommandEar ear;

    StubWorker(FalkorDb redis, String graph, int nodes) {
        this(redis, graph, nodes, 500, System.currentTimeMillis());
    }

    StubWorker(FalkorDb redis, String graph, int nodes, int partNodes, long epoch) {
        this.redis = redis;
        this.graph = graph;
        this.ear = new CommandEar(redis, graph, this::answer);
        this.energy = new double[nodes];
        this.partNodes = partNodes;
        this.epoch = epoch;
        for (int i = 0; i < nodes; i++) {
            nodeIds.add("n" + i);
        }
    }

    /** Each node is linked to the {@code count} after it, not only to the next. Before {@link #start}. */
    StubWorker fan(int count) {
        fan = count;
        return this;
    }

    private int links() {
        int count = 0;
        for (int step = 1; step <= fan; step++) {
            count += Math.max(0, energy.length - step);
        }
        return count;
    }

    /** Listens for commands and tells that it lives. */
    synchronized StubWorker start() {
        publisher = redis.connect();
        ear.start();
        live();
        heart.scheduleWithFixedDelay(this::beat, BEAT_LOOK_MILLIS, BEAT_LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }

    private void beat() {
        long now = System.nanoTime();
        if (beating && now - lastBeatNanos > BEAT_NANOS) {
            lastBeatNanos = now;
            try {
                live();
            } catch (RuntimeException e) {
                // the server is down: a worker goes on
            }
        }
    }

    /** Stops telling that it lives, or begins again. */
    void beating(boolean now) {
        beating = now;
    }

    private synchronized void answer(byte[] message) {
        try {
            JsonNode command = WireJson.MAPPER.readTree(message);
            commands.add(command);
            if (!answering) {
                return;
            }
            String request = command.path("request_id").asText();
            String replyTo = command.path("reply_to").asText();
            if (command.path("command").asText().equals("snapshot")) {
                if (state != State.RUNNING) {
                    reply(replyTo, request, "{\"ok\":false,\"error\":\"loading\",\"code\":409,\"result\":null}");
                    return;
                }
                int part = command.path("args").path("part").asInt();
                if (part == 0) {
                    snapshots.incrementAndGet();
                    copySeq = seq;
                    copy = snapshot();
                }
                send(replyTo, "snapshot", copySeq, request, copy.get(part));
            } else {
                String verb = command.path("command").asText();
                Reply set = answers.getOrDefault(verb, args -> Reply.done(did(verb)))
                        .apply(command.path("args"));
                reply(replyTo, request, WireJson.MAPPER.writeValueAsString(set));
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode did(String verb) {
        return WireJson.MAPPER.createObjectNode().put("did", verb);
    }

    /** Answers {@code command} so from now on. */
    StubWorker on(String command, Function<JsonNode, Reply> answer) {
        answers.put(command, answer);
        return this;
    }

    /** Ticks slower from now on, and tells so. */
    synchronized void multiplier(double now) {
        multiplier = now;
        live();
    }

    private void reply(String replyTo, String request, String body) {
        send(replyTo, "reply", seq, request, body.getBytes(StandardCharsets.UTF_8));
    }

    private List<byte[]> snapshot() {
        List<ObjectNode> parts = new ArrayList<>();
        parts.add(WireJson.MAPPER
                .createObjectNode()
                .put("graph", graph)
                .put("citizen", GraphName.of(graph).citizen())
                .put("level", "N1")
                .put("epoch", epoch)
                .put("seq", seq)
                .put("frame", frame)
                .put("nodes", energy.length)
                .put("links", energy.length + links())
                .put("subentities", 1)
                .put("memberships", energy.length)
                .put("tick_ms", 100));
        parts.get(0).putArray("node_types").add("Concept");
        parts.get(0).putArray("link_types").add("ENABLES");
        ObjectNode subs = columns(parts, "subs", 0, "id", "name", "color", "e", "t", "a", "quality", "stability");
        array(subs, "id").add("se_1");
        array(subs, "name").add("One");
        array(subs, "color").add("");
        array(subs, "e").add(1.5);
        array(subs, "t").add(1.0);
        array(subs, "a").add(1);
        array(subs, "quality").add(0.5);
        array(subs, "stability").add("mature");
        for (int from = 0; from < energy.length; from += partNodes) {
            ObjectNode nodes = columns(parts, "nodes", from, "id", "name", "type", "e", "t", "w");
            for (int i = from; i < Math.min(energy.length, from + partNodes); i++) {
                array(nodes, "id").add(nodeIds.get(i));
                array(nodes, "name").add("Node " + i);
                array(nodes, "type").add(0);
                array(nodes, "e").add(energy[i]);
                array(nodes, "t").add(5);
                array(nodes, "w").add(0.25);
            }
        }
        ObjectNode members = columns(parts, "members", 0, "sub", "node", "w");
        for (int i = 0; i < energy.length; i++) {
            if (i > 0 && i % PART_LINKS == 0) {
                members = columns(parts, "members", i, "sub", "node", "w");
            }
            array(members, "sub").add(0);
            array(members, "node").add(i);
            array(members, "w").add(0.7);
        }
        ObjectNode links = columns(parts, "links", 0, "src", "dst", "type", "w");
        int link = 0;
        for (int i = 0; i < energy.length; i++) {
            for (int to = i + 1; to <= i + fan && to < energy.length; to++) {
                if (link > 0 && link % PART_LINKS == 0) {
                    links = columns(parts, "links", link, "src", "dst", "type", "w");
                }
                array(links, "src").add(i);
                array(links, "dst").add(to);
                array(links, "type").add(0);
                array(links, "w").add(0.5);
                link++;
            }
        }
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).put("snapshot", "s" + snapshots.get()).put("part", i).put("parts", parts.size());
            bodies.add(parts.get(i).toString().getBytes(StandardCharsets.UTF_8));
        }
        return bodies;
    }

    private static ObjectNode columns(List<ObjectNode> parts, String kind, int from, String... names) {
        ObjectNode part = WireJson.MAPPER.createObjectNode();
        parts.add(part);
        ObjectNode columns = part.putObject(kind).put("from", from);
        for (String name : names) {
            columns.putArray(name);
        }
        return columns;
    }

    private static ArrayNode array(ObjectNode of, String name) {
        return (ArrayNode) of.get(name);
    }

    private void send(String channel, String type, long atSeq, String request, byte[] body) {
        var header = new Message.Header(type, graph, epoch, atSeq, frame, System.currentTimeMillis(), request);
        publisher.publish(
                channel.getBytes(StandardCharsets.UTF_8), new Message(header, ByteBuffer.wrap(body)).encode());
    }

    /** Tells an event. */
    synchronized void event(String type, String body) {
        seq++;
        send(Channels.events(graph), type, seq, "", body.getBytes(StandardCharsets.UTF_8));
    }

    /** An event that never arrives. */
    synchronized void lostEvent() {
        seq++;
    }

    /** Sets a node's energy and tells it. */
    synchronized void energy(int node, double value) {
        energy[node] = value;
        frame++;
        event("delta", "{\"i\":[" + node + "],\"e\":[" + value + "]}");
    }

    /** Sets a node's energy, and the event that tells it is lost. */
    synchronized void lostEnergy(int node, double value) {
        energy[node] = value;
        lostEvent();
    }

    /** Tells how it is. */
    synchronized void live() {
        ObjectNode status = WireJson.MAPPER
                .createObjectNode()
                .put("citizen", GraphName.of(graph).citizen())
                .put("graph", graph)
                .put("level", "N1")
                .put("state", state.word())
                .put("reason", "")
                .put("running_state", multiplier >= 1e9 ? "frozen" : "running")
                .put("tick_multiplier", multiplier)
                .put("tick_interval_ms", 100 * multiplier)
                .put("nodes", energy.length)
                .put("links", energy.length + links())
                .put("subentities", 1)
                .put("tick_count", frame)
                .put("consciousness_state", "calm");
        status.putObject("counters").put("repaired_values", 7);
        status.putArray("subentity_ids").add("se_1");
        if (state == State.LOADING) {
            status.putObject("progress")
                    .put("phase", "nodes")
                    .put("done", 34)
                    .put("total", 100)
                    .put("percent", 34);
        }
        send(Channels.LIFECYCLE, "lifecycle", seq, "", status.toString().getBytes(StandardCharsets.UTF_8));
    }

    synchronized void state(State now) {
        state = now;
        live();
    }

    /** The graph has one node more, linked with the last; nothing is told of it. */
    synchronized void grow(String id) {
        nodeIds.add(id);
        energy = java.util.Arrays.copyOf(energy, energy.length + 1);
    }

    /** The graph has lost its last node; nothing is told of it. */
    synchronized void shrink() {
        nodeIds.remove(nodeIds.size() - 1);
        energy = java.util.Arrays.copyOf(energy, energy.length - 1);
    }

    /** Every node has another id; nothing is told of it. */
    synchronized void rename(String prefix) {
        nodeIds.replaceAll(id -> prefix + id);
    }

    /** Another life on the same graph. */
    synchronized void restart() {
        epoch++;
        seq = 0;
        live();
    }

    /** Sends an event as a worker would that lost its lease an epoch ago. */
    synchronized void ghostEvent() {
        var header = new Message.Header("delta", graph, epoch - 1, seq + 1, frame, System.currentTimeMillis(), "");
        publisher.publish(
                Channels.events(graph).getBytes(StandardCharsets.UTF_8),
                new Message(header, ByteBuffer.wrap("{\"i\":[0],\"e\":[-1]}".getBytes(StandardCharsets.UTF_8)))
                        .encode());
    }

    /** Takes commands but says nothing. */
    void mute() {
        answering = false;
    }

    /** Connects anew after the server was restarted. */
    synchronized void reconnect() {
        publisher.close();
        publisher = redis.connect();
    }

    synchronized double[] energies() {
        return energy.clone();
    }

    synchronized long epoch() {
        return epoch;
    }

    synchronized long seq() {
        return seq;
    }

    String graph() {
        return graph;
    }

    @Override
    public void close() {
        heart.shutdown();
        ear.close();
        if (publisher != null) {
            publisher.close();
        }
    }
}
