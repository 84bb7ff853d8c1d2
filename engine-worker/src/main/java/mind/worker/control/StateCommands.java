package mind.worker.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import mind.protocol.WireJson;
import mind.worker.life.CitizenLife;
import mind.worker.publish.StatusBoard;

/** {@code status} and {@code reload}: what a worker is doing, and that it should look at its graph again. */
public final class StateCommands {
    private final CitizenLife life;
    private final StatusBoard board;

    public StateCommands(CitizenLife life, StatusBoard board) {
        this.life = life;
        this.board = board;
    }

    public void register(Commands commands) {
        commands.with("status", (args, answer) -> answer.done(status())).with("reload", this::reload);
    }

    private ObjectNode status() {
        return WireJson.MAPPER.valueToTree(board.status());
    }

    private void reload(Args args, Answer answer) {
        life.reload();
        answer.accepted(WireJson.MAPPER.createObjectNode().put("status", "reloading"));
    }
}
