package mind.worker.graph;

import java.util.Arrays;

/**
 * Turns link rows into links and memberships: ends resolved through the folded nodes and subentities, dangling rows and
 * repeated (source, target, type) left out and counted. Everything here is by load rank; the layout comes last.
 */
final class LinkTables {
    private final LinkColumns rows;
    private final int nodes;
    private final int ends;
    private final long[] keptRow; // [ends] internal id
    private final boolean[] inertType;
    private final int memberOf;

    /** @param kept [ends] FalkorDB's internal id of the row that was kept of each end, by load rank */
    LinkTables(LinkColumns rows, Names linkTypes, int nodes, long[] kept) {
        this.rows = rows;
        this.nodes = nodes;
        this.ends = kept.length;
        this.keptRow = kept;
        memberOf = linkTypes.find(GraphBuilder.MEMBER_OF);
        inertType = new boolean[linkTypes.count()];
        for (int type = 0; type < inertType.length; type++) {
            inertType[type] = GraphBuilder.INERT.contains(linkTypes.word(type));
        }
    }

    /** Resolves ends, lowest internal link id first, so that the first of repeated rows is the one kept. */
    Resolved resolve(LongIndex endOf) {
        int[] order = GraphBuilder.sortedByKey(rows.internalId, rows.count);
        int[] source = new int[rows.count];
        int[] target = new int[rows.count];
        TripleSet seen = new TripleSet(source, target, rows.type);
        int kept = 0;
        int dangling = 0;
        for (int row : order) {
            source[row] = endOf.get(rows.source[row], -1);
            target[row] = endOf.get(rows.target[row], -1);
            if (source[row] < 0 || target[row] < 0) {
                dangling++;
            } else if (seen.add(row)) {
                order[kept++] = row;
            }
        }
        int duplicates = rows.count - kept - dangling;
        return new Resolved(Arrays.copyOf(order, kept), source, target, duplicates, dangling);
    }

    /** Open-addressing set of rows by (source, target, type). */
    private static final class TripleSet {
        private final int[] source;
        private final int[] target;
        private final int[] type;
        private final int[] table;
        private final int mask;

        TripleSet(int[] source, int[] target, int[] type) {
            this.source = source;
            this.target = target;
            this.type = type;
            int size = Integer.highestOneBit(Math.max(2, source.length) * 2 - 1) * 2;
            table = new int[size];
            mask = size - 1;
            Arrays.fill(table, -1);
        }

        boolean add(int row) {
            long key = (source[row] * 0x9E3779B97F4A7C15L + target[row]) * 0xC2B2AE3D27D4EB4FL + type[row];
            int at = (int) (key * 0x9E3779B97F4A7C15L >>> 33) & mask;
            while (table[at] >= 0) {
                int other = table[at];
                if (source[other] == source[row] && target[other] == target[row] && type[other] == type[row]) {
                    return false;
                }
                at = at + 1 & mask;
            }
            table[at] = row;
            return true;
        }
    }

    /** Kept rows in the order of their internal ids, with their ends by load rank. */
    final class Resolved {
        private final int[] kept;
        private final int[] source;
        private final int[] target;
        private final int duplicates;
        private final int dangling;

        Resolved(int[] kept, int[] source, int[] target, int duplicates, int dangling) {
            this.kept = kept;
            this.source = source;
            this.target = target;
            this.duplicates = duplicates;
            this.dangling = dangling;
        }

        int duplicates() {
            return duplicates;
        }

        int dangling() {
            return dangling;
        }

        private boolean membership(int row) {
            return rows.type[row] == memberOf && source[row] < nodes && target[row] >= nodes;
        }

        private boolean diffusing(int row) {
            return source[row] < nodes && target[row] < nodes && !inertType[rows.type[row]];
        }

        Layout.Shape shape() {
            return new Layout.Shape(nodes, diffusingOut(), in(), bestTarget());
        }

        /** The first of each node's easiest links that energy may take, by load rank: where it leads. */
        private int[] bestTarget() {
            int[] best = new int[nodes];
            double[] most = new double[nodes];
            Arrays.fill(best, -1);
            for (int row : kept) {
                if (diffusing(row) && (best[source[row]] < 0 || rows.logWeight[row] > most[source[row]])) {
                    best[source[row]] = target[row];
                    most[source[row]] = rows.logWeight[row];
                }
            }
            return best;
        }

        private int[] diffusingOut() {
            int[] out = new int[nodes];
            for (int row : kept) {
                if (diffusing(row)) {
                    out[source[row]]++;
                }
            }
            return out;
        }

        private int[] in() {
            int[] in = new int[nodes];
            for (int row : kept) {
                if (target[row] < nodes) {
                    in[target[row]]++;
                }
            }
            return in;
        }

        private int place(int end, int[] indexOf) {
            return end < nodes ? indexOf[end] : end;
        }

        /** Links by source place; each source's diffusing links first. */
        Links links(int[] indexOf) {
            int count = 0;
            for (int row : kept) {
                count += membership(row) ? 0 : 1;
            }
            Links links = new Links(count, nodes, ends);
            int[] nextDiffusing = new int[ends + 1];
            int[] nextInert = new int[ends + 1];
            for (int row : kept) {
                if (!membership(row)) {
                    (diffusing(row) ? nextDiffusing : nextInert)[place(source[row], indexOf)]++;
                }
            }
            int slot = 0;
            for (int end = 0; end < ends; end++) {
                links.outStart[end] = slot;
                int diffusing = nextDiffusing[end];
                nextDiffusing[end] = slot;
                if (end < nodes) {
                    links.diffusingEnd[end] = slot + diffusing;
                }
                slot += diffusing + nextInert[end];
                nextInert[end] = nextDiffusing[end] + diffusing;
            }
            links.outStart[ends] = slot;
            for (int row : kept) {
                if (!membership(row)) {
                    int from = place(source[row], indexOf);
                    fill(links, diffusing(row) ? nextDiffusing[from]++ : nextInert[from]++, row, from, indexOf);
                }
            }
            indexIncoming(links);
            return links;
        }

        private void fill(Links links, int slot, int row, int from, int[] indexOf) {
            links.source[slot] = from;
            links.target[slot] = place(target[row], indexOf);
            links.type[slot] = rows.type[row];
            links.internalId[slot] = rows.internalId[row];
            links.logWeight[slot] = rows.logWeight[row];
            links.weight[slot] = (float) rows.weight[row];
            links.energy[slot] = rows.energy[row];
            links.confidence[slot] = rows.confidence[row];
            links.emaSeats[slot] = rows.emaSeats[row];
            links.emaFormation[slot] = rows.emaFormation[row];
            links.updatedMs[slot] = Nodes.NEVER;
            if (rows.source[row] != keptRow[source[row]]) {
                links.otherSource.put(slot, rows.source[row]);
            }
            if (rows.target[row] != keptRow[target[row]]) {
                links.otherTarget.put(slot, rows.target[row]);
            }
        }

        private void indexIncoming(Links links) {
            for (int slot = 0; slot < links.count; slot++) {
                links.inStart[links.target[slot] + 1]++;
            }
            for (int end = 0; end < ends; end++) {
                links.inStart[end + 1] += links.inStart[end];
            }
            int[] next = Arrays.copyOf(links.inStart, ends);
            for (int slot = 0; slot < links.count; slot++) {
                links.incoming[next[links.target[slot]]++] = slot;
            }
        }

        /** Memberships both ways; members by node place. */
        Memberships memberships(int[] indexOf, int subentities) {
            int count = 0;
            for (int row : kept) {
                count += membership(row) ? 1 : 0;
            }
            Memberships members = new Memberships(count, nodes, subentities);
            int[] byNode = rowsByNode(count, indexOf);
            for (int row : byNode) {
                members.start[target[row] - nodes + 1]++;
            }
            for (int s = 0; s < subentities; s++) {
                members.start[s + 1] += members.start[s];
            }
            int[] next = Arrays.copyOf(members.start, subentities);
            for (int row : byNode) {
                int slot = next[target[row] - nodes]++;
                members.node[slot] = indexOf[source[row]];
                members.weight[slot] = rows.weight[row];
                members.internalId[slot] = rows.internalId[row];
                if (rows.source[row] != keptRow[source[row]]) {
                    members.otherNode.put(slot, rows.source[row]);
                }
            }
            for (int s = 0; s < subentities; s++) {
                normalise(members, s);
            }
            indexByNode(members, subentities);
            return members;
        }

        private int[] rowsByNode(int count, int[] indexOf) {
            int[] start = new int[nodes + 1];
            for (int row : kept) {
                if (membership(row)) {
                    start[indexOf[source[row]] + 1]++;
                }
            }
            for (int i = 0; i < nodes; i++) {
                start[i + 1] += start[i];
            }
            int[] sorted = new int[count];
            for (int row : kept) {
                if (membership(row)) {
                    sorted[start[indexOf[source[row]]]++] = row;
                }
            }
            return sorted;
        }

        /** Shares of one subentity: weight over sum, or uniform where the sum is under 1e-9. */
        private void normalise(Memberships members, int s) {
            double sum = 0;
            for (int slot = members.start[s]; slot < members.start[s + 1]; slot++) {
                sum += members.weight[slot];
            }
            for (int slot = members.start[s]; slot < members.start[s + 1]; slot++) {
                members.share[slot] = sum < 1e-9 ? 1.0 / members.members(s) : members.weight[slot] / sum;
            }
        }

        private void indexByNode(Memberships members, int subentities) {
            for (int node : members.node) {
                members.ofStart[node + 1]++;
            }
            for (int i = 0; i < nodes; i++) {
                members.ofStart[i + 1] += members.ofStart[i];
            }
            int[] next = Arrays.copyOf(members.ofStart, nodes);
            for (int s = 0; s < subentities; s++) {
                for (int slot = members.start[s]; slot < members.start[s + 1]; slot++) {
                    int place = next[members.node[slot]]++;
                    members.ofNode[place] = members.node[slot];
                    members.ofSub[place] = s;
                    members.ofShare[place] = members.share[slot];
                }
            }
        }
    }
}
