package mind.protocol;

import java.util.List;
import java.util.Map;

/**
 * How one citizen's engine is: the body of a lifecycle message, and the {@code engine} part of its worker's status file.
 *
 * @param citizen            short name
 * @param graph              full graph name, also on the wire
 * @param level              {@code N1}, {@code N2} or {@code N3}
 * @param state              what it is doing
 * @param reason             why, where the state needs one; else empty
 * @param progress           how far loading is; null when it is not loading
 * @param runningState       {@code running}, {@code slow_motion}, {@code turbo}, {@code frozen}, {@code loading},
 *                           {@code load_failed}, {@code stopped}
 * @param nodes              ordinary nodes
 * @param links              kept links of every type, memberships included
 * @param subentities        distinct subentities
 * @param subentityIds       their ids, at most 500
 * @param counters           what loading and writing met: {@code duplicate_nodes}, {@code repaired_values}, …; and what
 *                           came on the command channel: {@code repeated_commands}, done once however often they came,
 *                           and {@code unreadable_commands}
 * @param tickCount          ticks since the worker's first
 * @param tickIntervalMs     configured interval, multiplier included
 * @param tickMultiplier     1 normal, above slower, at least 1e9 frozen
 * @param measuredHz         ticks a second over the last seconds
 * @param lastTickMs         duration of the last tick's work
 * @param tickP50Ms          median duration over the last 600 ticks
 * @param tickP99Ms          its 99th percentile
 * @param totalEnergy        sum of node energies
 * @param activeNodes        nodes at or above their threshold
 * @param globalEnergy       0 to 1, from the branching ratio
 * @param branchingRatio     mean of the last ten
 * @param consciousnessState {@code dormant}, {@code drowsy}, {@code calm}, {@code engaged}, {@code alert}
 * @param secondsSinceStimulus seconds since the last stimulus; null before the first
 * @param persistence        its settings and backlog
 * @param loadMs             how long the load took, milliseconds; 0 before it ended
 */
public record EngineStatus(
        String citizen,
        String graph,
        String level,
        State state,
        String reason,
        Progress progress,
        String runningState,
        int nodes,
        int links,
        int subentities,
        List<String> subentityIds,
        Map<String, Long> counters,
        long tickCount,
        double tickIntervalMs,
        double tickMultiplier,
        double measuredHz,
        double lastTickMs,
        double tickP50Ms,
        double tickP99Ms,
        double totalEnergy,
        int activeNodes,
        double globalEnergy,
        double branchingRatio,
        String consciousnessState,
        Double secondsSinceStimulus,
        Persistence persistence,
        long loadMs) {

    /**
     * How far a load is.
     *
     * @param phase {@code connecting}, {@code nodes}, {@code subentities}, {@code links}, {@code building}
     * @param done  rows so far, in this phase
     * @param total rows expected, in this phase
     * @param percent of the whole load, 0 to 100, never falling
     */
    public record Progress(String phase, long done, long total, int percent) {}

    /**
     * Writing back.
     *
     * @param enabled     whether anything is written
     * @param minBatch    fewest rows worth a write
     * @param intervalSec seconds between writes
     * @param dirty       rows waiting
     * @param written     rows written in this life
     * @param failures    writes that failed
     * @param lastError   the last failure's words; empty if none
     * @param lastMs      epoch milliseconds of the last write that succeeded; 0 before
     */
    public record Persistence(
            boolean enabled,
            int minBatch,
            double intervalSec,
            int dirty,
            long written,
            long failures,
            String lastError,
            long lastMs) {}
}
