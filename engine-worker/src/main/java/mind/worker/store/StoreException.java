package mind.worker.store;

/** Something that was asked for and will not be done: one line that says why and what to do, and the exit code. */
final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    StoreException(int exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
    }

    StoreException(int exitCode, String line, Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
