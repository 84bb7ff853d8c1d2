package mind.supervisor.cli;

/** A converter that can say what it takes. */
interface Expecting {
    /** In words that follow "give". */
    String expected();
}
