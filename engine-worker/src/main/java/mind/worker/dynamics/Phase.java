package mind.worker.dynamics;

/** One part of a tick. Phases run in the order of the engine's one list and leave what they did in the report. */
interface Phase {
    void run(TickReport tick);

    /** Whether the physics can go on where this phase fails. */
    default boolean optional() {
        return false;
    }
}
