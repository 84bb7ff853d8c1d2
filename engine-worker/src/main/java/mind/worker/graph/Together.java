package mind.worker.graph;

/**
 * How often two subentities were in working memory together, as the graph keeps it.
 *
 * @param first  a subentity
 * @param second another
 * @param both   moving average of both being selected, 0 to 1
 * @param either moving average of one or both being selected, 0 to 1
 * @param bothCount how often both were, so far
 * @param eitherCount how often one or both were, so far
 */
public record Together(int first, int second, double both, double either, long bothCount, long eitherCount) {}
