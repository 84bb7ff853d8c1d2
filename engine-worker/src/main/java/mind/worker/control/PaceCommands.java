package mind.worker.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import mind.protocol.WireJson;
import mind.worker.life.Session;
import mind.worker.loop.TickLoop;
import mind.worker.publish.Speaker;

/** {@code pause}, {@code resume} and {@code speed}: how fast a mind's time goes. */
public final class PaceCommands {
    private final Running running;
    private final Speaker speaker;
    private final String graph;

    public PaceCommands(Running running, Speaker speaker, String graph) {
        this.running = running;
        this.speaker = speaker;
        this.graph = graph;
    }

    public void register(Commands commands) {
        commands.with("pause", this::pause).with("resume", this::resume).with("speed", this::speed);
    }

    private void pause(Args args, Answer answer) throws Refusal {
        Session session = running.session();
        session.loop().pause();
        session.mind().writeback().flush(); // its outcome shows in the status
        answer.done(result("paused", TickLoop.FROZEN));
        speaker.lifecycle();
    }

    private void resume(Args args, Answer answer) throws Refusal {
        TickLoop loop = running.session().loop();
        loop.resume();
        answer.done(result("resumed", loop.stats().multiplier()));
        speaker.lifecycle();
    }

    private void speed(Args args, Answer answer) throws Refusal {
        Session session = running.session();
        double wanted = args.number("multiplier", -Double.MAX_VALUE, Double.MAX_VALUE);
        if (!(wanted > 0)) {
            throw Refusal.badValue("multiplier is " + wanted + ": send a number above 0; it is cut to 0.1 to 1e9");
        }
        double set = session.loop().speed(wanted);
        if (set >= TickLoop.FROZEN) {
            session.mind().writeback().flush(); // as on a pause
        }
        answer.done(result("speed_set", set));
        speaker.lifecycle();
    }

    private ObjectNode result(String status, double multiplier) {
        return WireJson.MAPPER
                .createObjectNode()
                .put("status", status)
                .put("citizen_id", graph)
                .put("tick_multiplier", multiplier);
    }
}
