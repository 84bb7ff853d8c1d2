package mind.gateway.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import mind.gateway.feed.Event;
import mind.gateway.feed.Life;
import mind.protocol.State;
import mind.protocol.WireJson;

/**
 * The frames an existing dashboard understands: an envelope, the body as {@code payload}, and the body's fields once more
 * at the root for those of its readers that look there. Every buffer is read-only and may be shared.
 */
public final class OriginalWire {
    /** The organisation in the hierarchy, and its graph. */
    private static final String ORGANISATION = "mind-protocol";

    /** The event that answers a stimulus. */
    public static final String ACK = "membrane.inject.ack";

    private static final int HEARTBEAT_MILLIS = 20_000;
    /** Root fields that a body may not overwrite. */
    private static final Set<String> RESERVED = Set.of("type", "id", "ts", "spec", "provenance", "payload");

    /** Events of {@code mind.v1} alone: compact, by index, of no use to a page that knows ids. */
    private static final Set<String> COMPACT =
            Set.of("delta", "subs", "flips", "flows", "frame", "wm", "stimulus", "reset");

    private OriginalWire() {}

    /** Whether events of this type are told in the original dialect. */
    public static boolean tells(String type) {
        return !COMPACT.contains(type);
    }

    /** A worker's event: enveloped, and its body's fields copied to the root. */
    public static ByteBuffer event(String graph, Event event) throws IOException {
        JsonNode body = event.bodyBytes() == 0
                ? JsonNodeFactory.instance.objectNode()
                : WireJson.MAPPER.readTree(event.message(), event.bodyAt(), event.bodyBytes());
        if (!(body instanceof ObjectNode payload)) {
            throw new IOException("the body of " + event.type() + " is no object");
        }
        return enveloped(event.type(), graph, event.frame(), event.tMs(), payload);
    }

    /** An event in full: envelope, payload, and the payload's fields at the root. */
    public static ByteBuffer enveloped(String type, String graph, long frame, long tMs, ObjectNode payload) {
        return Json.object(512, json -> {
            envelope(json, type, graph, frame, tMs, payload);
            json.writeFieldName("payload");
            json.writeTree(payload);
            for (Map.Entry<String, JsonNode> field : payload.properties()) {
                if (!RESERVED.contains(field.getKey())) {
                    json.writeFieldName(field.getKey());
                    json.writeTree(field.getValue());
                }
            }
        });
    }

    private static void envelope(
            JsonGenerator json, String type, String graph, long frame, long tMs, ObjectNode payload)
            throws IOException {
        start(json, type, tMs);
        json.writeObjectFieldStart("provenance");
        JsonNode org = payload.path("org_id");
        boolean organizational = org.isTextual() && !org.asText().isEmpty();
        json.writeStringField("scope", organizational ? "organizational" : "personal");
        json.writeStringField(organizational ? "org_id" : "citizen_id", organizational ? org.asText() : graph);
        if (frame >= 0) {
            json.writeNumberField("frame", frame);
        }
        if (payload.path("subentity_id").isTextual()) {
            json.writeStringField("subentity_id", payload.path("subentity_id").asText());
        }
        json.writeEndObject();
    }

    private static void start(JsonGenerator json, String type, long tMs) throws IOException {
        json.writeStringField("type", type);
        json.writeStringField("id", "evt_" + hex());
        json.writeStringField("ts", time(tMs));
        json.writeObjectFieldStart("spec");
        json.writeStringField("name", "consciousness.v2");
        json.writeStringField("rev", "2.0.0");
        json.writeEndObject();
    }

    private static String hex() {
        return String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong());
    }

    private static String time(long tMs) {
        return Instant.ofEpochMilli(tMs).toString();
    }

    public static ByteBuffer ack(String connection, Collection<String> topics, Optional<String> org) {
        return Json.object(256, json -> {
            json.writeStringField("type", "subscribe.ack@1.0");
            json.writeStringField("id", "ack_" + connection);
            json.writeStringField("ts", time(System.currentTimeMillis()));
            json.writeObjectFieldStart("provenance");
            json.writeStringField("scope", "organizational");
            json.writeStringField("org_id", org.orElse(ORGANISATION));
            json.writeEndObject();
            json.writeObjectFieldStart("payload");
            json.writeStringField("connection_id", connection);
            json.writeArrayFieldStart("topics");
            for (String topic : new TreeSet<>(topics)) {
                json.writeString(topic);
            }
            json.writeEndArray();
            json.writeNumberField("heartbeat_ms", HEARTBEAT_MILLIS);
            json.writeNullField("cursor");
            if (org.isPresent()) {
                json.writeStringField("org", org.get());
            }
            json.writeEndObject();
        });
    }

    /** Who is there: no envelope, or the page would make a graph of it. */
    public static ByteBuffer hierarchy(List<Life> lives) {
        return Json.object(512, json -> {
            json.writeStringField("type", "hierarchy.snapshot@1.0");
            json.writeStringField("org", ORGANISATION);
            json.writeArrayFieldStart("ecosystems");
            json.writeString("primary");
            json.writeEndArray();
            json.writeArrayFieldStart("citizens");
            for (Life life : lives) {
                json.writeStartObject();
                json.writeStringField("id", life.graph());
                json.writeStringField("label", label(life.citizen()));
                json.writeStringField("status", life.state() == State.RUNNING ? "ready" : "busy");
                json.writeStringField("state", life.state().word());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("lanes");
            json.writeEndArray();
            json.writeStringField("ts", time(System.currentTimeMillis()));
        });
    }

    private static String label(String citizen) {
        String last = citizen.substring(citizen.lastIndexOf('_') + 1);
        return last.isEmpty() ? citizen : Character.toUpperCase(last.charAt(0)) + last.substring(1);
    }

    /**
     * All citizens in numbers, once a second: no envelope, or the page would make a graph of it. Of one whose worker is
     * silent the last numbers are told, but not how it feels, and its energy is no part of the mean.
     */
    public static ByteBuffer dashboardState(List<Life> lives) {
        return Json.object(1_024, json -> {
            json.writeStringField("type", "dashboard.state.emit@1.0");
            json.writeStringField("timestamp", time(System.currentTimeMillis()));
            long nodes = 0;
            long links = 0;
            long subentities = 0;
            double energy = 0;
            long heard = 0;
            json.writeArrayFieldStart("citizens");
            for (Life life : lives) {
                JsonNode status = life.status().map(JsonNode.class::cast).orElse(WireJson.MAPPER.createObjectNode());
                json.writeStartObject();
                json.writeStringField("citizen_id", life.graph());
                json.writeNumberField("node_count", status.path("nodes").asLong());
                json.writeNumberField("link_count", status.path("links").asLong());
                json.writeNumberField(
                        "subentity_count", status.path("subentities").asLong());
                json.writeNumberField(
                        "global_energy", status.path("global_energy").asDouble());
                json.writeStringField("consciousness_state", consciousness(life.state(), status));
                json.writeNumberField(
                        "tick_frequency_hz", status.path("measured_hz").asDouble());
                json.writeStringField("state", life.state().word());
                json.writeEndObject();
                nodes += status.path("nodes").asLong();
                links += status.path("links").asLong();
                subentities += status.path("subentities").asLong();
                if (life.state() != State.UNKNOWN) {
                    energy += status.path("global_energy").asDouble();
                    heard++;
                }
            }
            json.writeEndArray();
            json.writeObjectFieldStart("totals");
            json.writeNumberField("total_nodes", nodes);
            json.writeNumberField("total_links", links);
            json.writeNumberField("total_subentities", subentities);
            json.writeNumberField("avg_energy", heard == 0 ? 0 : energy / heard);
            json.writeNumberField("engine_count", lives.size());
            json.writeEndObject();
        });
    }

    private static String consciousness(State state, JsonNode status) {
        return switch (state) {
            case UNKNOWN -> "unknown";
            case EMPTY -> "dormant";
            case STOPPED, BLOCKED, STARTING, LOADING, RUNNING, DEGRADED, STOPPING, BACKOFF, QUARANTINED, EXITED ->
                status.path("consciousness_state").asText("dormant");
        };
    }

    public static ByteBuffer pong() {
        return Json.object(64, json -> {
            json.writeStringField("type", "pong");
            json.writeStringField("ts", time(System.currentTimeMillis()));
        });
    }

    public static ByteBuffer error(String requestId, String error) {
        return Json.object(128, json -> {
            json.writeStringField("type", "error");
            json.writeStringField("request_id", requestId);
            json.writeStringField("error", error);
        });
    }

    /** Why a socket does not get {@code graph}. */
    public static ByteBuffer noGraph(String graph, String error) {
        return Json.object(256, json -> {
            json.writeStringField("type", "error");
            json.writeStringField("citizen_id", graph);
            json.writeStringField("error", error);
        });
    }

    /**
     * The answer to a stimulus, for everybody.
     *
     * @param about a graph that exists, for the envelope; empty where there is none
     */
    public static ByteBuffer injectAck(
            Optional<String> about,
            String envelopeId,
            boolean accepted,
            String reason,
            String citizen,
            String channel) {
        long now = System.currentTimeMillis();
        ObjectNode payload = WireJson.MAPPER
                .createObjectNode()
                .put("envelope_id", envelopeId)
                .put("stimulus_id", envelopeId)
                .put("status", accepted ? "accepted" : "rejected")
                .put("reason", reason)
                .put("t_ms", now)
                .put("citizen_id", citizen)
                .put("channel", channel);
        return enveloped(ACK, about.orElse(ORGANISATION), -1, now, payload);
    }
}
