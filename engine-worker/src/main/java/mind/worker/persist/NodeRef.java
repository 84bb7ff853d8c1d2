package mind.worker.persist;

import java.math.BigDecimal;
import mind.worker.graph.Nodes;
import mind.worker.graph.Subentities;
import mind.worker.link.CypherText;

/**
 * A stored node as a query finds it: by FalkorDB's internal id, which seeks, and by what the node calls itself, because the
 * id of a deleted node is given to the next one that is made.
 *
 * @param internalId FalkorDB's
 * @param keys       a Cypher list of what one of its id, node_id, name or text must equal, in each type it may have been
 *                   read from; empty where it has none of them that is known to its last digit
 */
public record NodeRef(long internalId, String keys) {
    private static final String NONE = "[]";
    private static final int DIGITS = 15; // that FalkorDB tells of a number; there may be more in it

    /** Node {@code i}: by its id, by its name where that will not do. */
    public static NodeRef node(Nodes nodes, int i) {
        long internalId = nodes.internalId[i];
        String id = nodes.id.get(i);
        String name = nodes.name.get(i);
        String keys = given(id, internalId) ? NONE : keys(id);
        return new NodeRef(internalId, keys.equals(NONE) && !name.equals(id) ? keys(name) : keys);
    }

    /** Subentity {@code s}: by its id, which may have been its name. */
    public static NodeRef subentity(Subentities subs, int s) {
        long internalId = subs.internalId[s];
        return new NodeRef(internalId, given(subs.id[s], internalId) ? NONE : keys(subs.id[s]));
    }

    /** The same keys on another row, which shares the id. */
    public NodeRef at(long row) {
        return row == internalId ? this : new NodeRef(row, keys);
    }

    /** Whether the id was made up when the node was read. */
    private static boolean given(String id, long internalId) {
        return id.equals("node_" + internalId);
    }

    /** What is stored reads as {@code text}: that, or the number or truth value that does. */
    private static String keys(String text) {
        String key = CypherText.of(text);
        if (text.equals("true") || text.equals("false")) {
            return "[" + key + "," + text + "]";
        }
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        if (first != '-' && (first < '0' || first > '9')) {
            return "[" + key + "]";
        }
        try {
            return "[" + key + (text.equals(Long.toString(Long.parseLong(text))) ? "," + text : "") + "]";
        } catch (NumberFormatException e) {
            return real(text, key);
        }
    }

    private static String real(String text, String key) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number) && text.equals(Double.toString(number))) {
                boolean whole = new BigDecimal(text).stripTrailingZeros().precision() < DIGITS;
                return whole ? "[" + key + "," + Stored.text(number) + "]" : NONE;
            }
        } catch (NumberFormatException e) {
            // a text that begins like a number
        }
        return "[" + key + "]";
    }

    /** The condition that {@code variable} is the node with the keys in {@code field}. */
    public static String is(String variable, String field) {
        var text = new StringBuilder("(size(").append(field).append(") = 0");
        for (String property : new String[] {"id", "node_id", "name", "text"}) {
            text.append(" OR ")
                    .append(variable)
                    .append('.')
                    .append(property)
                    .append(" IN ")
                    .append(field);
        }
        return text.append(')').toString();
    }

    /** Appends {@code idField:12,keyField:['a']}. */
    StringBuilder append(StringBuilder text, char idField, char keyField) {
        return text.append(idField)
                .append(':')
                .append(internalId)
                .append(',')
                .append(keyField)
                .append(':')
                .append(keys);
    }
}
