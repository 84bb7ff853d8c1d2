package mind.worker.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import mind.protocol.EngineStatus;
import mind.protocol.GraphName;
import mind.protocol.State;
import mind.worker.link.CitizenLog;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private static final GraphName NAME = GraphName.of("iris");

    private final StatusBoard board = new StatusBoard(
            NAME,
            "iris",
            Optional.empty(),
            new EngineStatus.Persistence(false, 0, 0, 0, 0, 0, "", 0),
            new CitizenLog(NAME));

    @Test
    void what_still_goes_on_in_a_worker_that_stops_does_not_show_any_more() {
        board.progress(new EngineStatus.Progress("nodes", 1, 2, 50));
        assertEquals(State.LOADING, board.state());
        board.state(State.STOPPING, "");
        board.progress(new EngineStatus.Progress("links", 1, 2, 75));
        assertEquals(State.STOPPING, board.state());
        board.state(State.RUNNING, "");
        assertEquals(State.STOPPING, board.state());
        board.state(State.STOPPED, "");
        board.progress(new EngineStatus.Progress("links", 2, 2, 99));
        board.state(State.EMPTY, "no graph");
        assertEquals(State.STOPPED, board.state());
        assertEquals("iris is stopped", board.why());
    }
}
