package mind.worker.link;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The patience of one repeated attempt: each pause is twice the last, between a shortest and a longest, less a random
 * fifth so that six workers don't knock together; and the trouble is said once when it begins and once when it ends.
 * Belongs to one thread.
 */
public final class Retry {
    private final CitizenLog log;
    private final String back;
    private final long firstMillis;
    private final long mostMillis;
    private long nextMillis;
    private String said = "";

    /**
     * @param back what to say when it works again, such as {@code Redis answers again}
     */
    public Retry(CitizenLog log, String back, long firstMillis, long mostMillis) {
        this.log = log;
        this.back = back;
        this.firstMillis = firstMillis;
        this.mostMillis = mostMillis;
        this.nextMillis = firstMillis;
    }

    /** Notes a failure, says it if it is a new one, and answers how long to wait before the next try. */
    public long failed(String trouble) {
        if (said.isEmpty()) {
            log.warn(trouble + "; trying again, at most every " + mostMillis / 1_000.0 + " s");
        } else if (!said.equals(trouble)) {
            log.warn(trouble);
        }
        said = trouble;
        long pause = nextMillis - ThreadLocalRandom.current().nextLong(nextMillis / 5 + 1);
        nextMillis = Math.min(mostMillis, 2 * nextMillis);
        return pause;
    }

    /** Notes a success; says so if a failure was said before. */
    public void worked() {
        if (!said.isEmpty()) {
            log.info(back);
            said = "";
        }
        nextMillis = firstMillis;
    }

    /** The trouble as it was last said; empty while all is well. */
    public String trouble() {
        return said;
    }
}
