package mind.worker.control;

/** What a worker does for one verb. Called on the command thread: long work goes elsewhere and answers later. */
@FunctionalInterface
public interface CommandHandler {
    /**
     * Does what was asked and answers, now or later.
     *
     * @throws Refusal if it can't be done; that becomes the answer
     */
    void handle(Args args, Answer answer) throws Refusal;
}
