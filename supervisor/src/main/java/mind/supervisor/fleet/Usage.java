package mind.supervisor.fleet;

/**
 * What a process group uses.
 *
 * @param rssBytes   resident memory of its members together
 * @param cpuPercent of one core, over the last seconds
 * @param cpuTicks   processor time of its living members so far
 * @param atNanos    monotonic time of the look
 */
record Usage(long rssBytes, double cpuPercent, long cpuTicks, long atNanos) {
    static final Usage NONE = new Usage(0, 0, 0, 0);
}
