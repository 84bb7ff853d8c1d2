package mind.protocol;

import java.util.List;

/**
 * The citizens a supervisor keeps, as it writes them to {@code fleet.json} for the gateway.
 *
 * @param pid       the supervisor
 * @param looking   whether FalkorDB has not yet said which graphs there are
 * @param reason    what stands in the way of looking; else empty
 * @param updatedMs epoch milliseconds
 * @param citizens  in the order to show them
 */
public record Fleet(long pid, boolean looking, String reason, long updatedMs, List<Citizen> citizens) {
    /** Its name in the state directory. */
    public static final String FILE = "fleet.json";

    /**
     * One citizen as its supervisor sees it.
     *
     * @param citizen  short name
     * @param graph    full graph name
     * @param level    {@code N1}, {@code N2} or {@code N3}
     * @param state    what it is doing
     * @param reason   why, where the state needs one; else empty
     * @param percent  of its start; null when it is not starting
     * @param restarts how often it was started again without being asked
     * @param nextTryMs epoch milliseconds of the next start; null when none is due
     */
    public record Citizen(
            String citizen,
            String graph,
            String level,
            State state,
            String reason,
            Integer percent,
            int restarts,
            Long nextTryMs) {}
}
