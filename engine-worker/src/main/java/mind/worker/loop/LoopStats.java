package mind.worker.loop;

/**
 * How a tick loop is doing.
 *
 * @param ticks            ticks done
 * @param multiplier       of the interval; 1 normal, above slower
 * @param frozen           whether it is paused, or the multiplier is at least 1e9
 * @param intervalMs       effective interval, milliseconds
 * @param measuredHz       ticks a second over the last ten seconds
 * @param lastMs           work of the last tick, milliseconds
 * @param p50Ms            median work of the last 600 ticks
 * @param p99Ms            its 99th percentile
 * @param lateSlots        slots skipped because a tick was still at work
 * @param failedTicks      ticks whose physics failed
 * @param failedObservers  observer calls that failed
 * @param droppedStimuli   stimuli dropped from a full queue
 * @param rejectedTasks    tasks turned away by a full inbox
 */
public record LoopStats(
        long ticks,
        double multiplier,
        boolean frozen,
        double intervalMs,
        double measuredHz,
        double lastMs,
        double p50Ms,
        double p99Ms,
        long lateSlots,
        long failedTicks,
        long failedObservers,
        long droppedStimuli,
        long rejectedTasks) {

    /** {@code running}, {@code slow_motion}, {@code turbo} or {@code frozen}. */
    public String runningState() {
        return frozen ? "frozen" : multiplier > 1 ? "slow_motion" : multiplier < 1 ? "turbo" : "running";
    }
}
