package mind.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import mind.gateway.feed.Feed;
import mind.gateway.feed.Life;
import mind.gateway.feed.RelayLoop;
import mind.gateway.wire.OriginalWire;
import mind.protocol.GraphName;
import mind.protocol.Nearest;
import mind.protocol.WireJson;

/**
 * Stimuli from existing dashboards: {@code membrane.inject} in the layout of their chat box and in the original server's,
 * passed to the citizen's worker and acknowledged to all sockets with the id that the page gave, for the page never reads
 * the socket it sends them on. Only who may not send any is told so alone: else a stranger could put words with any id
 * into everybody's page. The relay thread's.
 */
final class Stimuli {
    private static final double USUAL_SEVERITY = 0.3;
    /** Ids and names go to all sockets: longer ones are cut. */
    private static final int LONGEST_NAME = 256;

    /** How many stimuli of one client have not been answered yet, and how many may be. */
    static final class Waiting {
        private final int most;
        private int now;

        Waiting(int most) {
            this.most = most;
        }
    }

    private final Feed feed;
    private final OriginalStream stream;
    private final RelayLoop loop;

    Stimuli(Feed feed, OriginalStream stream, RelayLoop loop) {
        this.feed = feed;
        this.stream = stream;
        this.loop = loop;
    }

    /** @param toAsker takes a frame for the socket that the message came from */
    void inject(JsonNode message, Gate.Grant grant, Waiting waiting, Consumer<ByteBuffer> toAsker) {
        String asked = firstName(message.path("citizen_id"), message.at("/payload/citizen_id"));
        String text = first(
                message.path("content"),
                message.path("text"),
                message.at("/payload/content"),
                message.at("/payload/text"));
        String id = firstName(message.path("id"), message.path("stimulus_id"));
        String envelopeId = id.isEmpty() ? "stim-" + UUID.randomUUID() : id;
        String channel = firstName(message.path("channel"));
        String graph = GraphName.of(asked.isEmpty() ? "?" : asked).graph();
        if (!grant.mayCommand(graph)) {
            Optional<String> about = feed.lives().all().stream()
                    .map(Life::graph)
                    .filter(grant::mayWatch)
                    .findFirst();
            String why = "you may not send stimuli to " + (asked.isEmpty() ? "a citizen that has no name" : graph);
            toAsker.accept(
                    OriginalWire.injectAck(about, envelopeId, false, why, asked.isEmpty() ? "" : graph, channel));
            return;
        }
        Optional<String> refusal = refusal(asked, graph, text, grant)
                .or(() -> waiting.now < waiting.most
                        ? Optional.empty()
                        : Optional.of(waiting.most + " stimuli wait for an answer: send fewer at a time"));
        if (refusal.isPresent()) {
            acknowledge(envelopeId, false, refusal.get(), asked.isEmpty() ? asked : graph, channel);
            return;
        }
        ObjectNode args = WireJson.MAPPER
                .createObjectNode()
                .put("text", text)
                .put("stimulus_id", envelopeId)
                .put("source", channel.isEmpty() ? "ui" : channel)
                .put("severity", severity(message));
        if (message.path("metadata").isObject()) {
            args.set("metadata", message.path("metadata"));
        }
        waiting.now++;
        feed.commands()
                .ask(graph, "inject", args)
                .thenAccept(reply -> loop.execute(() -> {
                    waiting.now--;
                    acknowledge(envelopeId, reply.ok(), reply.error() == null ? "" : reply.error(), graph, channel);
                }));
    }

    private Optional<String> refusal(String asked, String graph, String text, Gate.Grant grant) {
        if (asked.isEmpty()) {
            return Optional.of("it names no citizen_id");
        }
        Optional<Life> life = feed.lives().find(graph);
        if (life.isEmpty()) {
            List<String> known = feed.lives().all().stream()
                    .filter(one -> grant.mayWatch(one.graph()))
                    .map(Life::citizen)
                    .toList();
            String name = GraphName.of(asked).citizen(); // graphs' names are all alike to more than half
            return Optional.of("no citizen \"" + asked + "\"" + Nearest.hint(name, known));
        }
        if (text.isBlank()) {
            return Optional.of("the text is empty");
        }
        return life.get().answers()
                ? Optional.empty()
                : Optional.of(life.get().citizen() + " is " + life.get().state() + ", not running");
    }

    private static double severity(JsonNode message) {
        for (JsonNode value : List.of(
                message.path("severity"), message.at("/features_raw/urgency"), message.at("/features_raw/salience"))) {
            if (value.isNumber()) {
                return value.asDouble();
            }
        }
        return USUAL_SEVERITY;
    }

    private static String firstName(JsonNode... values) {
        String name = first(values);
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    private static String first(JsonNode... values) {
        for (JsonNode value : values) {
            if (value.isTextual() && !value.asText().isEmpty()) {
                return value.asText();
            }
        }
        return "";
    }

    private void acknowledge(String envelopeId, boolean accepted, String reason, String citizen, String channel) {
        Optional<String> known = feed.lives().find(citizen).map(Life::graph);
        Optional<String> about =
                known.or(() -> feed.lives().all().stream().findFirst().map(Life::graph));
        stream.answer(
                known.orElse(""),
                envelopeId,
                OriginalWire.injectAck(about, envelopeId, accepted, reason, citizen, channel));
    }
}
