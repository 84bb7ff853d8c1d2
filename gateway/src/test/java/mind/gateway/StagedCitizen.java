package mind.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mind.protocol.Channels;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import mind.protocol.Message;
import mind.protocol.State;
import mind.protocol.WireJson;
import redis.clients.jedis.Jedis;

/**
 * A citizen on the real bus that does what a test tells it to, at the size of a real one: nodes in subentities of very
 * different sizes, links, memberships; a flip or a stimulus happens exactly when it is asked for.
 */
final class StagedCitizen implements AutoCloseable {
    private static final int PART_ROWS = 2_500;
    private static final int FEW = 15;
    private static final double FROZEN = 1e9;
    private static final long BEAT_MILLIS = 500;

    private final FalkorDb redis;
    private final String graph;
    final int nodes;
    final int subs;
    final int links;
    private final Random random;
    final String[] name;
    private final int[] source;
    private final int[] target;
    private final List<int[]> members = new ArrayList<>();
    private final double[] energy;
    private long epoch = System.currentTimeMillis();
    private long seq;
    private long tick;
    private State state = State.STARTING;
    private int percent;
    private double multiplier = 1;
    private List<byte[]> copy = List.of();
    private long copySeq;
    private Jedis publisher;
    private final CommandEar ear;
    private volatile boolean closed;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "staged-heart");
        thread.setDaemon(true);
        return thread;
    });

    StagedCitizen(FalkorDb redis, String citizen, int nodes, int subs, int links, long seed) {
        this.redis = redis;
        this.graph = "mind-protocol_" + citizen;
        this.ear = new CommandEar(redis, graph, this::answer);
        this.nodes = nodes;
        this.subs = subs;
        this.links = links;
        this.random = new Random(seed);
        this.name = new String[nodes];
        this.energy = new double[nodes];
        this.source = new int[links];
        this.target = new int[links];
        for (int i = 0; i < nodes; i++) {
            name[i] = citizen + " thought " + i;
            energy[i] = random.nextDouble() < 0.05 ? 2 * random.nextDouble() : 0;
            int s = (int) (subs * Math.pow(random.nextDouble(), 2.2));
            if (random.nextDouble() > 0.03) {
                members.add(new int[] {s, i});
                if (subs <= FEW && i % 6 == 0) {
                    members.add(new int[] {(s + 1) % subs, i}); // placed in one of them, counted in both
                }
            }
        }
        for (int l = 0; l < links; l++) {
            source[l] = random.nextInt(nodes);
            target[l] = (int) (nodes * Math.pow(random.nextDouble(), 2));
        }
    }

    synchronized StagedCitizen start() {
        publisher = redis.connect();
        ear.start();
        heart.scheduleWithFixedDelay(this::live, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        return this;
    }

    String graph() {
        return graph;
    }

    String citizen() {
        return GraphName.of(graph).citizen();
    }

    synchronized void loading(int now) {
        state = State.LOADING;
        percent = now;
        live();
    }

    synchronized StagedCitizen running() {
        state = State.RUNNING;
        live();
        return this;
    }

    /** Dies without a word; a later {@link #reborn} is another life. */
    synchronized void backoff() {
        state = State.BACKOFF;
    }

    synchronized void reborn() {
        epoch++;
        seq = 0;
        running();
    }

    private synchronized void answer(byte[] message) {
        try {
            JsonNode asked = WireJson.MAPPER.readTree(message);
            String request = asked.path("request_id").asText();
            String to = asked.path("reply_to").asText();
            JsonNode args = asked.path("args");
            switch (asked.path("command").asText()) {
                case "snapshot" -> {
                    if (state != State.RUNNING) {
                        reply(to, request, 409, "loading", null);
                        return;
                    }
                    int part = args.path("part").asInt();
                    if (part == 0) {
                        copySeq = seq;
                        copy = snapshot();
                    }
                    send(to, "snapshot", copySeq, request, copy.get(part));
                }
                case "pause" -> pace(to, request, FROZEN, "paused");
                case "resume" -> pace(to, request, 1, "resumed");
                case "speed" -> pace(to, request, args.path("multiplier").asDouble(), "speed_set");
                case "inject" -> {
                    ObjectNode result = WireJson.MAPPER.createObjectNode();
                    reply(
                            to,
                            request,
                            202,
                            "",
                            result.put("stimulus_id", args.path("stimulus_id").asText())
                                    .put("status", "accepted"));
                    stimulus(
                            args.path("stimulus_id").asText(), args.path("text").asText(), 3);
                }
                case "history" -> history(to, request, args);
                case "node" ->
                    reply(
                            to,
                            request,
                            200,
                            "",
                            WireJson.MAPPER
                                    .createObjectNode()
                                    .put("id", args.path("id").asText())
                                    .put("description", "said by the engine"));
                default -> reply(to, request, 404, "not staged", null);
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A sample a second, of a slow wave. */
    private void history(String to, String request, JsonNode args) {
        int seconds = Math.min(3_600, args.path("seconds").asInt());
        double middle =
                switch (args.path("metric").asText()) {
                    case "energy" -> total();
                    case "active" -> nodes / 50.0;
                    case "flips" -> 6;
                    case "tick_ms" -> 0.4;
                    default -> 1;
                };
        ObjectNode result = WireJson.MAPPER.createObjectNode();
        long now = System.currentTimeMillis();
        for (int k = seconds; k > 0; k--) {
            row(result, "t_ms", now - 1_000L * k);
            row(result, "v", middle * (1 + 0.06 * Math.sin(k / 7.0) + 0.02 * Math.sin(k / 2.3)));
        }
        reply(to, request, 200, "", result);
    }

    private void pace(String to, String request, double now, String word) {
        multiplier = now;
        ObjectNode result = WireJson.MAPPER.createObjectNode();
        reply(
                to,
                request,
                200,
                "",
                result.put("status", word).put("citizen_id", graph).put("tick_multiplier", now));
        live();
    }

    private void reply(String to, String request, int code, String error, ObjectNode result) {
        ObjectNode body = WireJson.MAPPER
                .createObjectNode()
                .put("ok", code < 300)
                .put("error", error)
                .put("code", code);
        body.set("result", result);
        send(to, "reply", seq, request, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void send(String channel, String type, long atSeq, String request, byte[] body) {
        var header = new Message.Header(type, graph, epoch, atSeq, tick, System.currentTimeMillis(), request);
        publisher.publish(
                channel.getBytes(StandardCharsets.UTF_8), new Message(header, ByteBuffer.wrap(body)).encode());
    }

    private synchronized void live() {
        if (closed || state == State.BACKOFF) {
            return;
        }
        boolean running = state == State.RUNNING;
        ObjectNode status = WireJson.MAPPER
                .createObjectNode()
                .put("citizen", citizen())
                .put("graph", graph)
                .put("level", "N1")
                .put("state", state.word())
                .put("reason", "")
                .put("running_state", multiplier >= FROZEN ? "frozen" : running ? "running" : "loading")
                .put("nodes", running ? nodes : 0)
                .put("links", running ? links + members.size() : 0)
                .put("subentities", subs)
                .put("tick_count", tick)
                .put("tick_interval_ms", 100 * multiplier)
                .put("tick_multiplier", multiplier)
                .put("measured_hz", multiplier >= FROZEN ? 0 : 10)
                .put("tick_p50_ms", 0.4)
                .put("tick_p99_ms", 1.1)
                .put("total_energy", total())
                .put("active_nodes", nodes / 50)
                .put("branching_ratio", 1)
                .put("consciousness_state", "calm");
        if (state == State.LOADING) {
            status.putObject("progress")
                    .put("phase", "nodes")
                    .put("done", nodes * (long) percent / 100)
                    .put("total", nodes)
                    .put("percent", percent);
        }
        send(Channels.LIFECYCLE, "lifecycle", seq, "", status.toString().getBytes(StandardCharsets.UTF_8));
    }

    private double total() {
        double sum = 0;
        for (double e : energy) {
            sum += e;
        }
        return sum;
    }

    private List<byte[]> snapshot() {
        List<ObjectNode> parts = new ArrayList<>();
        ObjectNode header = WireJson.MAPPER
                .createObjectNode()
                .put("graph", graph)
                .put("citizen", citizen())
                .put("level", "N1")
                .put("epoch", epoch)
                .put("seq", seq)
                .put("frame", tick)
                .put("nodes", nodes)
                .put("links", links + members.size())
                .put("subentities", subs)
                .put("memberships", members.size())
                .put("tick_ms", 100);
        header.putArray("node_types").add("Concept").add("Memory");
        header.putArray("link_types").add("ENABLES").add("BLOCKS");
        parts.add(header);
        ObjectNode told = part(parts, "subs", 0);
        for (int s = 0; s < subs; s++) {
            row(told, "id", "entity_" + citizen() + "_" + s);
            row(told, "name", s == 0 ? "translator" : "role " + s);
            row(told, "color", "");
            row(told, "e", s == 0 ? 2.0 : 0.1);
            row(told, "t", 1.0);
            row(told, "a", s == 0 ? 1 : 0);
            row(told, "quality", 0.5);
            row(told, "stability", "mature");
        }
        for (int from = 0; from < nodes; from += PART_ROWS) {
            ObjectNode columns = part(parts, "nodes", from);
            for (int i = from; i < Math.min(nodes, from + PART_ROWS); i++) {
                row(columns, "id", citizen() + "_" + i);
                row(columns, "name", name[i]);
                row(columns, "type", i % 2);
                row(columns, "e", Math.round(energy[i] * 1000) / 1000.0);
                row(columns, "t", 0.5);
                row(columns, "w", 0.0);
            }
        }
        for (int from = 0; from < members.size(); from += 4 * PART_ROWS) {
            ObjectNode columns = part(parts, "members", from);
            for (int[] member : members.subList(from, Math.min(members.size(), from + 4 * PART_ROWS))) {
                row(columns, "sub", member[0]);
                row(columns, "node", member[1]);
                row(columns, "w", 0.5);
            }
        }
        for (int from = 0; from < links; from += 4 * PART_ROWS) {
            ObjectNode columns = part(parts, "links", from);
            for (int l = from; l < Math.min(links, from + 4 * PART_ROWS); l++) {
                row(columns, "src", source[l]);
                row(columns, "dst", target[l]);
                row(columns, "type", l % 2);
                row(columns, "w", 0.0);
            }
        }
        List<byte[]> bodies = new ArrayList<>();
        for (int k = 0; k < parts.size(); k++) {
            parts.get(k).put("snapshot", "s" + epoch).put("part", k).put("parts", parts.size());
            bodies.add(parts.get(k).toString().getBytes(StandardCharsets.UTF_8));
        }
        return bodies;
    }

    private static ObjectNode part(List<ObjectNode> parts, String kind, int from) {
        ObjectNode part = WireJson.MAPPER.createObjectNode();
        parts.add(part);
        return part.putObject(kind).put("from", from);
    }

    private static void row(ObjectNode columns, String column, Object value) {
        columns.withArray(column).addPOJO(value);
    }

    private synchronized void event(String type, ObjectNode body) {
        seq++;
        send(Channels.events(graph), type, seq, "", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode body() {
        return WireJson.MAPPER.createObjectNode();
    }

    /** One update as a running engine tells it ten times a second: energies, flows, a frame. */
    synchronized void update() {
        tick++;
        ObjectNode delta = body();
        for (int k = 0; k < 200; k++) {
            int i = random.nextInt(nodes);
            energy[i] = random.nextDouble() < 0.1 ? 1.5 * random.nextDouble() : 0; // most of what moves, fades
            row(delta, "i", i);
            row(delta, "e", Math.round(energy[i] * 1000) / 1000.0);
        }
        event("delta", delta);
        ObjectNode flows = body();
        for (int k = 0; k < 100; k++) {
            row(flows, "l", flowing());
            row(flows, "f", 0.1 + Math.pow(random.nextDouble(), 3));
        }
        event("flows", flows);
        ObjectNode frame = body().put("tick", tick)
                .put("dt", 0.1)
                .put("hz", 10)
                .put("e", total())
                .put("active", nodes / 50)
                .put("flips", 3)
                .put("strides", 100)
                .put("rho", 1.01)
                .put("safety", "critical")
                .put("state", "calm");
        frame.putArray("ms").add(0.4).add(1.1).add(0.5);
        event("frame", frame);
    }

    /** A link, rather one from where energy is. */
    private int flowing() {
        int link = random.nextInt(links);
        for (int k = 0; k < 20 && energy[source[link]] < 0.5; k++) {
            link = random.nextInt(links);
        }
        return link;
    }

    /** One node crosses its threshold. */
    synchronized void flip(int node) {
        ObjectNode flips = body().put("n", 1);
        row(flips, "i", node);
        row(flips, "e", 1.5);
        row(flips, "d", 1.2);
        event("flips", flips);
    }

    synchronized void memory(int... chosen) {
        ObjectNode wm = body().put("tokens", 700);
        for (int s : chosen) {
            row(wm, "s", s);
            row(wm, "share", 1.0 / chosen.length);
        }
        event("wm", wm);
    }

    synchronized void stimulus(String id, String text, int touched) {
        ObjectNode told = body().put("id", id)
                .put("text", text)
                .put("source", "dashboard")
                .put("path", "best_effort")
                .put("budget", 1)
                .put("added", 0.9);
        for (int i = 0; i < touched; i++) {
            row(told, "i", i);
            row(told, "d", 0.3);
        }
        event("stimulus", told);
    }

    @Override
    public void close() {
        closed = true;
        heart.shutdown();
        ear.close();
        if (publisher != null) {
            publisher.close();
        }
    }
}
