package mind.gateway.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import mind.gateway.feed.Event;
import mind.gateway.feed.Life;
import mind.gateway.feed.Snapshot;
import mind.gateway.wire.Json.Bytes;
import mind.protocol.Message;
import mind.protocol.Reply;

/** The frames of {@code mind.v1}, as documented in protocol/README.md. Every buffer is read-only and may be shared. */
public final class MindWire {
    /** The sub-protocol's name. */
    public static final String PROTOCOL = "mind.v1";

    private MindWire() {}

    public static ByteBuffer welcome(
            String client, long timeMs, long pingSeconds, int messageBytes, int subscriptions, int commandsPerSecond) {
        return Json.object(256, json -> {
            json.writeStringField("type", "welcome");
            json.writeNumberField("v", Message.VERSION);
            json.writeStringField("client", client);
            json.writeNumberField("time_ms", timeMs);
            json.writeNumberField("ping_s", pingSeconds);
            json.writeObjectFieldStart("limits");
            json.writeNumberField("message_bytes", messageBytes);
            json.writeNumberField("subscriptions", subscriptions);
            json.writeNumberField("commands_per_s", commandsPerSecond);
            json.writeEndObject();
        });
    }

    public static ByteBuffer fleet(boolean looking, String reason, List<Life> lives) {
        return Json.object(256 + 256 * lives.size(), json -> {
            json.writeStringField("type", "fleet");
            json.writeBooleanField("looking", looking);
            json.writeStringField("reason", reason);
            json.writeArrayFieldStart("citizens");
            for (Life life : lives) {
                json.writeStartObject();
                json.writeStringField("citizen", life.citizen());
                json.writeStringField("graph", life.graph());
                json.writeStringField("level", life.level());
                json.writeStringField("state", life.state().word());
                json.writeStringField("reason", life.reason());
                number(json, "percent", life.percent());
                json.writeNumberField("restarts", life.restarts());
                number(json, "next_try_ms", life.nextTryMs());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void number(JsonGenerator json, String name, Optional<? extends Number> value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.get().longValue());
        } else {
            json.writeNullField(name);
        }
    }

    /** @param nowMs by {@link mind.gateway.feed.SteadyClock} */
    public static ByteBuffer lifecycle(Life life, long nowMs) {
        return Json.object(1_024, json -> {
            json.writeStringField("type", "lifecycle");
            json.writeStringField("citizen", life.graph());
            json.writeStringField("state", life.state().word());
            json.writeStringField("reason", life.reason());
            number(json, "percent", life.percent());
            json.writeNumberField("epoch", life.epoch());
            json.writeNumberField("silent_ms", life.heardMs() == 0 ? 0 : Math.max(0, nowMs - life.heardMs()));
            json.writeFieldName("status");
            if (life.status().isPresent()) {
                json.writeTree(life.status().get());
            } else {
                json.writeNull();
            }
        });
    }

    public static ByteBuffer subscribed(String graph, long epoch, long seq, String state, boolean recovered) {
        return Json.object(192, json -> {
            json.writeStringField("type", "subscribed");
            json.writeStringField("citizen", graph);
            json.writeNumberField("epoch", epoch);
            json.writeNumberField("seq", seq);
            json.writeStringField("state", state);
            json.writeBooleanField("recovered", recovered);
        });
    }

    public static ByteBuffer unsubscribed(String graph) {
        return Json.object(96, json -> {
            json.writeStringField("type", "unsubscribed");
            json.writeStringField("citizen", graph);
        });
    }

    /** @param part from 0 to below the number of parts */
    public static ByteBuffer snapshot(Snapshot snapshot, int part) {
        byte[] body = snapshot.parts().get(part);
        return start("snapshot", snapshot.graph(), snapshot.epoch(), body.length)
                .add(",\"seq\":")
                .add(snapshot.seq())
                .add(",\"part\":")
                .add(part)
                .add(",\"parts\":")
                .add(snapshot.parts().size())
                .add(",\"body\":")
                .add(body)
                .add("}")
                .view();
    }

    /**
     * One frame that stands for the seqs {@code from} to {@code to}.
     *
     * @param events those of them that are told, in order; their bodies go out as they came
     */
    public static ByteBuffer events(String graph, long epoch, long from, long to, List<Event> events, int merged) {
        int size = 96 + 96 * events.size();
        for (Event event : events) {
            size += event.bodyBytes();
        }
        Bytes out = range("events", graph, epoch, from, to, size);
        if (merged > 0) {
            out.add(",\"merged\":").add(merged);
        }
        return list(out, events);
    }

    /**
     * Earlier events as they came, those of the seqs {@code from} to {@code to} that were asked for.
     *
     * @param from {@code to} + 1 where nothing older is kept
     */
    public static ByteBuffer recent(String graph, long epoch, long from, long to, List<Event> events) {
        int size = 96 + 96 * events.size();
        for (Event event : events) {
            size += event.bodyBytes();
        }
        return list(range("recent", graph, epoch, from, to, size), events);
    }

    private static ByteBuffer list(Bytes out, List<Event> events) {
        out.add(",\"events\":[");
        boolean first = true;
        for (Event event : events) {
            out.add(first ? "{\"type\":" : ",{\"type\":").add(Json.quoted(event.type()));
            out.add(",\"frame\":").add(event.frame());
            out.add(",\"t_ms\":").add(event.tMs());
            out.add(",\"body\":");
            if (event.bodyBytes() == 0) {
                out.add("null");
            } else {
                event.writeBody(out);
            }
            out.add("}");
            first = false;
        }
        return out.add("]}").view();
    }

    public static ByteBuffer to(String graph, long epoch, long from, long to) {
        return range("to", graph, epoch, from, to, 64).add("}").view();
    }

    private static Bytes range(String type, String graph, long epoch, long from, long to, int sizeHint) {
        return start(type, graph, epoch, sizeHint)
                .add(",\"from\":")
                .add(from)
                .add(",\"to\":")
                .add(to);
    }

    private static Bytes start(String type, String graph, long epoch, int sizeHint) {
        return new Bytes(sizeHint + 160)
                .add("{\"type\":\"" + type + "\",\"citizen\":")
                .add(Json.quoted(graph))
                .add(",\"epoch\":")
                .add(epoch);
    }

    public static ByteBuffer gap(String graph, String reason) {
        return Json.object(160, json -> {
            json.writeStringField("type", "gap");
            json.writeStringField("citizen", graph);
            json.writeStringField("reason", reason);
        });
    }

    public static ByteBuffer lag(long behindMillis, long merged, long dropped, long queuedBytes) {
        return Json.object(128, json -> {
            json.writeStringField("type", "lag");
            json.writeNumberField("behind_ms", behindMillis);
            json.writeNumberField("merged", merged);
            json.writeNumberField("dropped", dropped);
            json.writeNumberField("queued_bytes", queuedBytes);
        });
    }

    public static ByteBuffer reply(JsonNode id, Reply reply) {
        return Json.object(256, json -> {
            json.writeStringField("type", "reply");
            json.writeFieldName("id");
            json.writeTree(id);
            json.writeBooleanField("ok", reply.ok());
            json.writeStringField("error", reply.error() == null ? "" : reply.error());
            json.writeNumberField("code", reply.code());
            json.writeFieldName("result");
            if (reply.result() == null) {
                json.writeNull();
            } else {
                json.writeTree(reply.result());
            }
        });
    }

    /** An {@code error} code: what was asked for is more than this gateway has memory for. */
    public static final int TOO_LARGE = 413;

    public static ByteBuffer error(int code, String error) {
        return Json.object(160, json -> {
            json.writeStringField("type", "error");
            json.writeNumberField("code", code);
            json.writeStringField("error", error);
        });
    }

    public static ByteBuffer pong(JsonNode t) {
        return Json.object(64, json -> {
            json.writeStringField("type", "pong");
            json.writeFieldName("t");
            json.writeTree(t);
        });
    }
}
