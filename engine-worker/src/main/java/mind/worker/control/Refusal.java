package mind.worker.control;

/** Why a command is not done, in the asker's words, with the HTTP status that says the same. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    public Refusal(int code, String error) {
        super(error, null, false, false); // an answer, not a fault: no stack trace
        this.code = code;
    }

    /** The value can be read but is not one that will do. */
    public static Refusal badValue(String error) {
        return new Refusal(400, error);
    }

    public static Refusal notFound(String error) {
        return new Refusal(404, error);
    }

    public static Refusal notNow(String error) {
        return new Refusal(409, error);
    }

    /** The argument is missing or of the wrong kind. */
    public static Refusal wrongShape(String error) {
        return new Refusal(422, error);
    }

    public static Refusal notRunning(String error) {
        return new Refusal(503, error);
    }

    public int code() {
        return code;
    }
}
