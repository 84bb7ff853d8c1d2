package mind.gateway.http;

/** A request that cannot be served, with the status and the one line that say why. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    /** @param detail in the asker's words; answered as {@code {"detail": …}} */
    Problem(int status, String detail) {
        super(detail, null, false, false); // no stack trace: it is an answer, not a fault
        this.status = status;
    }

    int status() {
        return status;
    }
}
