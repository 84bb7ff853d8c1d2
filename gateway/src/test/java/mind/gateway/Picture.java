package mind.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client of {@code mind.v1} knows of one citizen, kept as protocol/README.md says a client should; it complains of
 * every hole, repeat or disorder.
 */
final class Picture {
    private final String graph;
    private final List<String> complaints = new ArrayList<>();
    private double[] energy;
    private long epoch;
    private long seq;
    private int nextPart;
    private boolean complete;
    private int gaps;
    private long delivered;

    Picture(String graph) {
        this.graph = graph;
    }

    synchronized void accept(JsonNode message) {
        if (!message.path("citizen").asText().equals(graph)) {
            return;
        }
        switch (message.path("type").asText()) {
            case "gap" -> {
                complete = false;
                nextPart = 0;
                gaps++;
            }
            case "snapshot" -> snapshot(message);
            case "events" -> {
                range(message);
                message.path("events").forEach(this::event);
                delivered += message.path("merged").asLong(); // those folded into others were delivered with them
            }
            case "to" -> range(message);
            case "subscribed" -> {
                if (message.path("recovered").asBoolean() && !complete) {
                    complaints.add("recovered though nothing was held");
                }
                if (!message.path("recovered").asBoolean()) {
                    complete = false;
                    nextPart = 0;
                }
            }
            default -> {}
        }
    }

    private void snapshot(JsonNode message) {
        int part = message.path("part").asInt();
        if (complete) {
            complaints.add("a snapshot without a gap");
        }
        if (part != nextPart) {
            complaints.add("part " + part + " instead of " + nextPart);
        }
        JsonNode body = message.path("body");
        if (part == 0) {
            energy = new double[body.path("nodes").asInt()];
            epoch = message.path("epoch").asLong();
            seq = message.path("seq").asLong();
        }
        int from = body.path("nodes").path("from").asInt();
        JsonNode values = body.path("nodes").path("e");
        for (int i = 0; i < values.size(); i++) {
            energy[from + i] = values.get(i).asDouble();
        }
        nextPart = part + 1;
        complete = nextPart == message.path("parts").asInt();
    }

    private void range(JsonNode message) {
        long from = message.path("from").asLong();
        long to = message.path("to").asLong();
        if (!complete) {
            complaints.add("events before a snapshot");
        }
        if (message.path("epoch").asLong() != epoch || from != seq + 1 || to < from) {
            complaints.add("epoch " + message.path("epoch") + " " + from + ".." + to + " after " + epoch + " " + seq);
        }
        seq = to;
    }

    private void event(JsonNode event) {
        delivered++;
        if (event.path("type").asText().equals("delta")) {
            JsonNode body = event.path("body");
            for (int i = 0; i < body.path("i").size(); i++) {
                energy[body.path("i").get(i).asInt()] = body.path("e").get(i).asDouble();
            }
        }
    }

    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    synchronized Optional<double[]> energies() {
        return complete ? Optional.of(energy.clone()) : Optional.empty();
    }

    synchronized long epoch() {
        return epoch;
    }

    synchronized long seq() {
        return seq;
    }

    synchronized int gaps() {
        return gaps;
    }

    synchronized long delivered() {
        return delivered;
    }
}
