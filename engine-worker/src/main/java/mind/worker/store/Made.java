package mind.worker.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a seed or an import wrote, so that a load can be checked to the unit.
 *
 * @param graph          its name in FalkorDB
 * @param nodeRows       rows stored as nodes, subentities among them
 * @param nodes          distinct nodes, without subentities
 * @param subentityRows  rows with a subentity's label
 * @param subentities    distinct ones
 * @param linkRows       links stored
 * @param links          distinct links by source, target and type, once rows of one id are one
 * @param memberships    link rows of type MEMBER_OF
 * @param pairs          distinct pairs of a node and a subentity it is a member of
 * @param nullProperties properties that were null, which a graph does not keep
 * @param repaired       values changed because the store refuses them, by kind
 * @param dropped        rows left out, by reason
 * @param ms             how long it took, milliseconds
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Made(
        String graph,
        int nodeRows,
        int nodes,
        long subentityRows,
        int subentities,
        long linkRows,
        int links,
        long memberships,
        long pairs,
        long nullProperties,
        Map<String, Long> repaired,
        Map<String, Long> dropped,
        long ms) {

    static Made of(
            String graph,
            Account account,
            long nullProperties,
            Map<String, Long> repaired,
            Map<String, Long> dropped,
            long ms) {
        return new Made(
                graph,
                account.rows(),
                account.nodes(),
                account.subentityRows(),
                account.subentities(),
                account.linkRows(),
                account.links(),
                account.memberships(),
                account.pairs(),
                nullProperties,
                new LinkedHashMap<>(repaired),
                new LinkedHashMap<>(dropped),
                ms);
    }

    /** The counts in one line for a person. */
    String line() {
        var line = new StringBuilder(graph)
                .append(": ")
                .append(count(nodes, "node"))
                .append(", ")
                .append(count(subentities, "subentity", "subentities"))
                .append(", ")
                .append(count(links, "link"))
                .append(" (")
                .append(count(pairs, "member pair"))
                .append(')');
        long duplicates = nodeRows - nodes - subentities;
        if (duplicates > 0 || linkRows > links) {
            line.append("; stored as ")
                    .append(count(nodeRows, "node row"))
                    .append(" and ")
                    .append(count(linkRows, "link row"));
        }
        append(line, "repaired", repaired);
        append(line, "dropped", dropped);
        return line.append(String.format(Locale.ROOT, "; %.1f s", ms / 1e3)).toString();
    }

    private static void append(StringBuilder line, String what, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            line.append("; ").append(what).append(' ');
            line.append(counts.entrySet().stream()
                    .map(entry -> entry.getValue() + " " + entry.getKey().replace('_', ' '))
                    .collect(Collectors.joining(", ")));
        }
    }

    private static String count(long count, String word) {
        return count(count, word, word + "s");
    }

    private static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }
}
