package mind.supervisor.cli;

import java.time.Duration;
import java.util.Locale;

/** Durations and sizes as people read them: {@code 3d 4h}, {@code 12m}, {@code 45 MiB}. */
final class Spans {
    private Spans() {}

    static String of(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + "m " + seconds % 60 + "s";
        }
        if (seconds < 86_400) {
            return seconds / 3_600 + "h " + seconds / 60 % 60 + "m";
        }
        return seconds / 86_400 + "d " + seconds / 3_600 % 24 + "h";
    }

    /** For waits, which are short: with tenths below ten seconds. */
    static String wait(Duration span) {
        return span.toSeconds() < 10 ? String.format(Locale.ROOT, "%.1fs", span.toMillis() / 1_000.0) : of(span);
    }

    static String mebibytes(long bytes) {
        return bytes <= 0 ? "" : (bytes >> 20) + " MiB";
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
