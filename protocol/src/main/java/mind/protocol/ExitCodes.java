package mind.protocol;

/** The numbers a service exits with and the supervisor reads, and those the {@code mind} command itself answers with. */
public final class ExitCodes {
    /** Clean end; a service is restarted on it only under the policy {@code always}. */
    public static final int OK = 0;
    /** An operation failed; for a service, a crash. */
    public static final int FAILED = 1;
    /** Unknown command or option, or another supervisor holds the state directory. */
    public static final int USAGE = 2;
    /** No supervisor runs for this state directory. */
    public static final int NOT_RUNNING = 3;
    /** No service or citizen of that name. */
    public static final int UNKNOWN_NAME = 4;
    /** The wait for an outcome reached its bound. */
    public static final int TIMEOUT = 5;
    /** Some services are not ready. */
    public static final int NOT_READY = 6;
    /** A setting is wrong, or the service knows it cannot run: it is quarantined, not restarted. */
    public static final int CONFIG = 78;
    /** The service asks to be started again at once. */
    public static final int RESTART = 99;

    private ExitCodes() {}
}
