package mind.worker.life;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import mind.protocol.Channels;
import mind.protocol.Command;
import mind.protocol.WireJson;
import mind.worker.graph.MindGraph;
import mind.worker.link.Link;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A gentle source of stimuli: now and then one for the members of a random subentity, sent to the worker's own command
 * channel like anybody's, so that a resting mind is seen to live.
 */
public final class Ambient implements AutoCloseable {
    private static final double GENTLE = 0.6; // of what the same words would add if somebody said them
    private static final double AWAKE =
            0.05; // share of nodes active from which only the least is added: nothing piles up
    private static final double LEAST = 0.001; // above 0, which would add nothing

    private final CitizenLife life;
    private final Link link;
    private final String channel;
    private final Duration pause;
    private final Random random;
    private final Thread thread = new Thread(this::stir, "ambient");

    /**
     * @param link  a connection of its own to the bus
     * @param pause mean time between two stimuli; each pause is half to one and a half of it
     */
    public Ambient(CitizenLife life, Link link, String graph, Duration pause, long seed) {
        this.life = life;
        this.link = link;
        this.channel = Channels.commands(graph);
        this.pause = pause;
        this.random = new Random(seed);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void stir() {
        try {
            for (long number = 1; ; number++) {
                Thread.sleep((long) (pause.toMillis() * (0.5 + random.nextDouble())));
                Optional<Session> session = life.session();
                if (session.isPresent()) {
                    MindGraph graph = session.get().mind().graph();
                    String target = target(graph);
                    if (target != null) {
                        int active = session.get().pulse().beat().active();
                        send(number, target, strength(active, graph.nodes.count));
                    }
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** A random subentity that has members; null where none has. */
    private String target(MindGraph graph) {
        int count = graph.subentities.count;
        int first = count == 0 ? 0 : random.nextInt(count);
        for (int k = 0; k < count; k++) {
            int s = (first + k) % count;
            if (graph.memberships.members(s) > 0) {
                return graph.subentities.id[s];
            }
        }
        return null;
    }

    /** How much of its full strength a stimulus has, 0.001 to 0.6: less the more is awake already. */
    static double strength(int active, int nodes) {
        return Math.max(LEAST, GENTLE * (1 - active / (AWAKE * nodes)));
    }

    private void send(long number, String subentity, double strength) {
        ObjectNode args = WireJson.MAPPER
                .createObjectNode()
                .put("text", "ambient")
                .put("stimulus_id", "ambient-" + number)
                .put("source", "ambient");
        ObjectNode metadata = args.putObject("metadata");
        metadata.putObject("attribution").putArray("primary_entities").add(subentity);
        metadata.putObject("economy").put("throttle", strength);
        try {
            link.call(
                    "PUBLISH",
                    channel,
                    WireJson.MAPPER.writeValueAsBytes(Command.of("ambient-" + number, "", "inject", args)));
        } catch (JedisException | com.fasterxml.jackson.core.JsonProcessingException e) {
            // the speaker says that the bus is away; a stimulus less does no harm
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        link.close();
    }
}
