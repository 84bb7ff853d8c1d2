package mind.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import mind.gateway.feed.Snapshot;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.Reply;
import mind.protocol.State;

/** The citizens as the routes see them: who there is, how they are, and a way to ask their workers. Safe from any thread. */
public interface Minds {
    /**
     * One citizen.
     *
     * @param name   its graph, short name and level
     * @param state  what it is doing
     * @param reason why, where the state needs one; else empty
     * @param restarts how often its worker was started without anybody asking for it
     * @param status what its worker told last; empty before any was heard
     */
    record Mind(GraphName name, State state, String reason, int restarts, Optional<EngineStatus> status) {
        /** Whether a worker is there that answers. */
        public boolean running() {
            return state == State.RUNNING || state == State.DEGRADED;
        }
    }

    /** All there are, in the order to show them. */
    List<Mind> all();

    /** Asks the worker of {@code graph}; never fails: what goes wrong is a refusal with the HTTP status that says so. */
    CompletableFuture<Reply> ask(String graph, String command, ObjectNode args);

    /** The whole picture of {@code graph}, a few seconds old at most; empty where there is none to be had. */
    CompletableFuture<Optional<Snapshot>> picture(String graph);
}
