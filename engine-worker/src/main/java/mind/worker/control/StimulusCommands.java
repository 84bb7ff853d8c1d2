package mind.worker.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import mind.protocol.WireJson;
import mind.worker.dynamics.Stimulus;
import mind.worker.dynamics.Trace;
import mind.worker.life.Session;
import mind.worker.meaning.Meaning;
import mind.worker.publish.Speaker;

/** {@code inject} and {@code trace}: what reaches a mind from outside. */
public final class StimulusCommands {
    private static final int MAX_TEXT = 20_000; // characters
    private static final int MAX_NAME = 128; // characters of an id or a source
    private static final int MAX_ENTITIES = 1_000;
    private static final int MAX_UPDATES = 50; // weights told in one event

    private final Running running;
    private final Speaker speaker;
    private final String graph;
    private final Meaning meaning;
    private final Executor slow;

    /**
     * @param meaning finds the nodes that a stimulus is about
     * @param slow    runs what takes a while, one at a time
     */
    public StimulusCommands(Running running, Speaker speaker, String graph, Meaning meaning, Executor slow) {
        this.running = running;
        this.speaker = speaker;
        this.graph = graph;
        this.meaning = meaning;
        this.slow = slow;
    }

    public void register(Commands commands) {
        commands.with("inject", this::inject).with("trace", this::trace);
    }

    private void inject(Args args, Answer answer) throws Refusal {
        Session session = running.session();
        String text = args.text("text", "");
        Args metadata = args.object("metadata");
        List<String> entities = texts(metadata.object("attribution"), "primary_entities");
        if (text.isBlank() && entities.isEmpty()) {
            throw Refusal.wrongShape("text is missing: send a text, or metadata.attribution.primary_entities");
        }
        if (text.length() > MAX_TEXT) {
            throw Refusal.badValue("text has " + text.length() + " characters: send at most " + MAX_TEXT);
        }
        args.number("severity", 0.3, 0, 1); // part of the envelope; the model does not use it
        double throttle = metadata.object("economy").number("throttle", 1, -1e9, 1e9);
        String id = args.text("stimulus_id", "");
        if (id.isBlank()) {
            id = "stim-" + UUID.randomUUID();
        }
        String source = args.text("source", metadata.text("origin", "external"));
        bounded("stimulus_id", id);
        bounded("source", source);
        var stimulus = new Stimulus(id, text, source, entities, throttle);
        Optional<JsonNode> embedding = args.find("embedding");
        if (embedding.isPresent() && !Meaning.isVector(embedding.get())) {
            throw Refusal.wrongShape("embedding: send a list of numbers");
        }
        if (embedding.isPresent() || meaning.present() && entities.isEmpty()) {
            Running.later(slow, answer, () -> queue(session, near(stimulus, session, embedding), answer));
        } else {
            queue(session, stimulus, answer);
        }
    }

    private static void bounded(String name, String text) throws Refusal {
        if (text.length() > MAX_NAME) {
            throw Refusal.badValue(name + " has " + text.length() + " characters: send at most " + MAX_NAME);
        }
    }

    /** The stimulus with the nodes that mean something like it, where there is a way to know. */
    private Stimulus near(Stimulus stimulus, Session session, Optional<JsonNode> embedding) {
        String stored = session.mind().loaded().source();
        List<Meaning.Near> near =
                embedding.isPresent() ? meaning.near(stored, embedding.get()) : meaning.near(stored, stimulus.text());
        return new Stimulus(
                stimulus.id(),
                stimulus.text(),
                stimulus.source(),
                stimulus.primaryEntities(),
                stimulus.throttle(),
                near.stream()
                        .map(found -> new Stimulus.Near(found.id(), found.similarity()))
                        .toList());
    }

    private static void queue(Session session, Stimulus stimulus, Answer answer) {
        int waiting = session.loop().inject(stimulus);
        answer.accepted(WireJson.MAPPER
                .createObjectNode()
                .put("stimulus_id", stimulus.id())
                .put("status", "accepted")
                .put("queue", waiting));
    }

    private static List<String> texts(Args args, String name) throws Refusal {
        Optional<JsonNode> list = args.find(name);
        if (list.isEmpty()) {
            return List.of();
        }
        if (!list.get().isArray() || list.get().size() > MAX_ENTITIES) {
            throw Refusal.wrongShape(name + ": send a list of at most " + MAX_ENTITIES + " texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list.get()) {
            if (!item.isTextual()) {
                throw Refusal.wrongShape(name + " holds " + item + ": send texts only");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    private void trace(Args args, Answer answer) throws Refusal {
        Session session = running.session();
        var trace = new Trace(seats(args), nodeFormations(args), linkFormations(args));
        Running.then(
                session.loop().submit(engine -> engine.learn(trace)),
                answer,
                updates -> Running.later(slow, answer, () -> learned(session, updates, answer)));
    }

    private void learned(Session session, List<Trace.Update> updates, Answer answer) {
        answer.done(WireJson.MAPPER.createObjectNode().put("status", "learned").put("updated", updates.size()));
        if (!updates.isEmpty()) {
            speaker.event(
                    "weights.updated", told(updates, session.pulse().beat().tick()));
        }
    }

    private static Map<String, Integer> seats(Args args) throws Refusal {
        Map<String, Integer> seats = new HashMap<>();
        Args each = args.object("reinforcement_seats");
        for (String node : each.names()) {
            seats.put(node, each.whole(node, 0, -1_000, 1_000));
        }
        return seats;
    }

    private static List<Trace.NodeFormation> nodeFormations(Args args) throws Refusal {
        List<Trace.NodeFormation> formations = new ArrayList<>();
        for (Args one : args.objects("node_formations")) {
            formations.add(new Trace.NodeFormation(
                    one.find("node_id").isPresent() ? one.text("node_id") : one.text("id"),
                    one.number("quality", 0.5, 0, 1)));
        }
        return formations;
    }

    private static List<Trace.LinkFormation> linkFormations(Args args) throws Refusal {
        List<Trace.LinkFormation> formations = new ArrayList<>();
        for (Args one : args.objects("link_formations")) {
            formations.add(new Trace.LinkFormation(
                    one.text("source"), one.text("target"), one.text("type"), one.number("quality", 0.5, 0, 1)));
        }
        return formations;
    }

    private ObjectNode told(List<Trace.Update> updates, long frame) {
        ObjectNode event = WireJson.MAPPER
                .createObjectNode()
                .put("v", "2")
                .put("citizen_id", graph)
                .put("frame_id", frame)
                .put("t_ms", System.currentTimeMillis())
                .put("source", "trace");
        var list = event.putArray("updates");
        for (Trace.Update update : updates.subList(0, Math.min(MAX_UPDATES, updates.size()))) {
            Map<String, Double> signals = new LinkedHashMap<>();
            signals.put("z_rein", update.zReinforcement());
            signals.put("z_form", update.zFormation());
            list.addObject()
                    .put("item_id", update.id())
                    .put("type", update.link() ? "link" : "node")
                    .put("log_weight_before", update.before())
                    .put("log_weight_after", update.after())
                    .put("eta", update.eta())
                    .set("signals", WireJson.MAPPER.valueToTree(signals));
        }
        return event;
    }
}
