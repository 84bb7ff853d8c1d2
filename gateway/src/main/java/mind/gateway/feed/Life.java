package mind.gateway.feed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import mind.protocol.EngineStatus;
import mind.protocol.State;

/**
 * How one citizen is, from what its worker and the supervisor said last.
 *
 * @param graph     full name
 * @param citizen   short name
 * @param level     {@code N1}, {@code N2} or {@code N3}
 * @param state     what it is doing; {@code unknown} where its worker fell silent
 * @param reason    why, where the state needs one; else empty
 * @param percent   of its start, where it is starting
 * @param restarts  how often it was started again without being asked
 * @param nextTryMs epoch milliseconds of its next start, where one is due
 * @param epoch     its worker's life; 0 before any was heard of
 * @param seq       the last event that worker said it had sent
 * @param heardMs   when its worker was last heard, by {@link SteadyClock}; 0 for never
 * @param status    {@code EngineStatus} as the worker told it, without the list of its subentities
 * @param engine    the same, whole and read
 * @param version   rises with each change that clients are told of
 */
public record Life(
        String graph,
        String citizen,
        String level,
        State state,
        String reason,
        Optional<Integer> percent,
        int restarts,
        Optional<Long> nextTryMs,
        long epoch,
        long seq,
        long heardMs,
        Optional<ObjectNode> status,
        Optional<EngineStatus> engine,
        long version) {

    /** Whether its worker can be asked for a snapshot. */
    public boolean answers() {
        return state == State.RUNNING || state == State.DEGRADED;
    }
}
