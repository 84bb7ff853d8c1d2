package mind.supervisor.fleet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mind.supervisor.process.Proc;

/** Adds up what the process groups of services use, from one look at all processes. */
final class Meter {
    private static final long PAGE_BYTES = 4_096;

    private Meter() {}

    /**
     * @param groups process group by service
     * @param before what the last look found
     * @param now    monotonic nanoseconds
     */
    static Map<String, Usage> look(Map<String, Long> groups, Map<String, Usage> before, long now) {
        Map<Long, long[]> sums = new HashMap<>();
        groups.values().forEach(group -> sums.put(group, new long[2]));
        List<Proc> all = Proc.all();
        for (Proc proc : all) {
            long[] sum = sums.get(proc.group());
            if (sum != null && proc.alive()) {
                sum[0] += proc.rssPages() * PAGE_BYTES;
                sum[1] += proc.cpuTicks();
            }
        }
        Map<String, Usage> usage = new HashMap<>();
        groups.forEach((service, group) -> {
            long[] sum = sums.get(group);
            Usage last = before.get(service);
            usage.put(service, new Usage(sum[0], percent(last, sum[1], now), sum[1], now));
        });
        return usage;
    }

    private static double percent(Usage last, long ticks, long now) {
        if (last == null || last.atNanos() == 0 || ticks < last.cpuTicks()) {
            return 0;
        }
        double seconds = (now - last.atNanos()) / 1e9;
        return seconds <= 0 ? 0 : 100.0 * (ticks - last.cpuTicks()) / Proc.TICKS_PER_SECOND / seconds;
    }
}
