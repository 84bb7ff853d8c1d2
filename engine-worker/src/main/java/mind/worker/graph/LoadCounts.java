package mind.worker.graph;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What loading met on the way. A duplicate counts rows that were not kept.
 *
 * @param duplicateNodes       rows with an id an earlier row has
 * @param duplicateSubentities rows folded into another of the same id
 * @param duplicateLinks       rows with source, target and type of an earlier one
 * @param danglingLinks        rows with an end that is not there
 * @param repairedValues       values that were present but cut, clipped, replaced or defaulted
 */
public record LoadCounts(
        long duplicateNodes, long duplicateSubentities, long duplicateLinks, long danglingLinks, long repairedValues) {

    /** The counts under their names on the wire. */
    public Map<String, Long> byName() {
        Map<String, Long> names = new LinkedHashMap<>();
        names.put("duplicate_nodes", duplicateNodes);
        names.put("duplicate_subentities", duplicateSubentities);
        names.put("duplicate_links", duplicateLinks);
        names.put("dangling_links", danglingLinks);
        names.put("repaired_values", repairedValues);
        return names;
    }
}
