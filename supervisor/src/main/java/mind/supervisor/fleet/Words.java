package mind.supervisor.fleet;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people say them. */
final class Words {
    private Words() {}

    /** {@code 350 ms}, {@code 1.2 s}, {@code 10 min}, {@code 3 h}. */
    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            return millis % 1_000 == 0 ? millis / 1_000 + " s" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        return millis < 7_200_000 ? millis / 60_000 + " min" : millis / 3_600_000 + " h";
    }

    /** {@code 10,180}. */
    static String of(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
