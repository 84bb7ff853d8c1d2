package mind.worker.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What a loader has to come to on a graph, counted row by row as it is written: rows of one id are one node or one
 * subentity, links are judged after that. Ids are told apart by 64 bits of hash.
 */
final class Account {
    private static final int FIRST = 1 << 12;

    private final LongMap nodeIds = new LongMap(FIRST);
    private final LongMap subentityIds = new LongMap(FIRST);
    private final LongSet links = new LongSet(FIRST);
    private long[] entity = new long[FIRST]; // of each row: its node or subentity; subentities as ~number
    private int rows;
    private long subentityRows;
    private long linkRows;
    private long memberships;
    private long pairs;

    /** Whether a row of these labels is a subentity: any spelling counts. */
    static boolean isSubentity(List<String> labels) {
        for (String label : labels) {
            if (label.equalsIgnoreCase("subentity")) {
                return true;
            }
        }
        return false;
    }

    /** Counts a node row; {@code id} is its application id, or null where it has none. Rows come in internal order. */
    void node(boolean subentity, String id) {
        String key = id == null ? "node_" + rows : id;
        LongMap ids = subentity ? subentityIds : nodeIds;
        long earlier = ids.putIfAbsent(hash(key), ids.size());
        long number = earlier == LongMap.ABSENT ? ids.size() - 1L : earlier;
        if (rows == entity.length) {
            entity = Arrays.copyOf(entity, rows * 2);
        }
        entity[rows++] = subentity ? ~number : number;
        subentityRows += subentity ? 1 : 0;
    }

    /** Counts a link row between two rows' internal numbers. */
    void link(String type, long source, long target) {
        linkRows++;
        long from = entity[(int) source];
        long to = entity[(int) target];
        boolean member = type.equals("MEMBER_OF") && from >= 0 && to < 0;
        memberships += type.equals("MEMBER_OF") ? 1 : 0;
        long key = LongMap.mix(from * 0x9e3779b97f4a7c15L + LongMap.mix(to + LongMap.mix(type.hashCode())));
        if (links.add(key) && member) {
            pairs++;
        }
    }

    int rows() {
        return rows;
    }

    /** Distinct nodes, subentities not among them. */
    int nodes() {
        return nodeIds.size();
    }

    /** Distinct subentities. */
    int subentities() {
        return subentityIds.size();
    }

    long subentityRows() {
        return subentityRows;
    }

    long linkRows() {
        return linkRows;
    }

    /** Distinct links: source, target and type. */
    int links() {
        return links.size();
    }

    /** Link rows of type MEMBER_OF. */
    long memberships() {
        return memberships;
    }

    /** Distinct pairs of a node and a subentity it is a member of. */
    long pairs() {
        return pairs;
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = LongMap.mix(hash ^ b);
        }
        return hash;
    }
}
