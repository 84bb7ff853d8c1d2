package mind.worker.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import mind.protocol.Reply;
import mind.protocol.WireJson;

/** Where the answer to one command goes. Any thread may give it; only the first counts. */
public final class Answer {
    private final Consumer<Reply> replies;
    private final Consumer<Part> parts;
    private final AtomicBoolean given = new AtomicBoolean();

    /**
     * One part of a snapshot.
     *
     * @param body  JSON, UTF-8
     * @param epoch of the worker that took it
     * @param seq   the last event already in it
     * @param frame the tick count it shows
     */
    public record Part(byte[] body, long epoch, long seq, long frame) {}

    public Answer(Consumer<Reply> replies, Consumer<Part> parts) {
        this.replies = replies;
        this.parts = parts;
    }

    /** Done, with what happened: a tree, or a record that becomes one. */
    public void done(Object result) {
        give(Reply.done(tree(result)));
    }

    /** Taken in, and done soon. */
    public void accepted(ObjectNode result) {
        give(new Reply(true, "", 202, result));
    }

    public void refused(int code, String error) {
        give(Reply.refused(code, error));
    }

    public void refused(Refusal refusal) {
        give(Reply.refused(refusal.code(), refusal.getMessage()));
    }

    public void part(Part part) {
        if (given.compareAndSet(false, true)) {
            parts.accept(part);
        }
    }

    public boolean given() {
        return given.get();
    }

    private void give(Reply reply) {
        if (given.compareAndSet(false, true)) {
            replies.accept(reply);
        }
    }

    private static JsonNode tree(Object result) {
        return result instanceof JsonNode node ? node : WireJson.MAPPER.valueToTree(result);
    }
}
