package mind.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import mind.protocol.Message;

/** A listener's picture of a mind: a snapshot, and the events that follow it. */
final class Picture {
    final JsonNode head;
    final String[] nodeId;
    final double[] energy;
    final double[] theta;
    final double[] subEnergy;
    final int[] subActive;
    final String[] subId;
    int links;
    int memberships;

    Picture(List<Message> parts) {
        head = Ear.body(parts.get(0));
        int nodes = head.path("nodes").asInt();
        int subs = head.path("subentities").asInt();
        nodeId = new String[nodes];
        energy = new double[nodes];
        theta = new double[nodes];
        subId = new String[subs];
        subEnergy = new double[subs];
        subActive = new int[subs];
        for (Message part : parts.subList(1, parts.size())) {
            JsonNode body = Ear.body(part);
            JsonNode columns = body.path("nodes");
            for (int k = 0; k < columns.path("id").size(); k++) {
                int i = columns.path("from").asInt() + k;
                nodeId[i] = columns.path("id").get(k).asText();
                energy[i] = columns.path("e").get(k).asDouble();
                theta[i] = columns.path("t").get(k).asDouble();
            }
            columns = body.path("subs");
            for (int k = 0; k < columns.path("id").size(); k++) {
                int s = columns.path("from").asInt() + k;
                subId[s] = columns.path("id").get(k).asText();
                subEnergy[s] = columns.path("e").get(k).asDouble();
                subActive[s] = columns.path("a").get(k).asInt();
            }
            links += body.path("links").path("src").size();
            memberships += body.path("members").path("sub").size();
        }
    }

    long seq() {
        return head.path("seq").asLong();
    }

    /** Applies {@code events} that come after the snapshot; fails on a hole or a repeat. */
    void follow(List<Message> events) {
        long last = seq();
        for (Message event : events) {
            if (event.header().seq() <= seq()) {
                continue;
            }
            if (event.header().seq() != last + 1) {
                throw new AssertionError(
                        "after " + last + " came " + event.header().seq());
            }
            last = event.header().seq();
            JsonNode body = Ear.body(event);
            if (event.header().type().equals("delta")) {
                for (int k = 0; k < body.path("i").size(); k++) {
                    energy[body.path("i").get(k).asInt()] =
                            body.path("e").get(k).asDouble();
                }
            } else if (event.header().type().equals("subs")) {
                for (int k = 0; k < body.path("i").size(); k++) {
                    subEnergy[body.path("i").get(k).asInt()] =
                            body.path("e").get(k).asDouble();
                    subActive[body.path("i").get(k).asInt()] =
                            body.path("a").get(k).asInt();
                }
            }
        }
    }
}
