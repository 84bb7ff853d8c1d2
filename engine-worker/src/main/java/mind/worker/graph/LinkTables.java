package mind.worker.graph;

import java.util.Arrays;

/** Turns kept link rows into links and memberships. What it reads is by load rank; the layout comes last. */
final class LinkTables implements Layout.Shape {
    private final LinkColumns rows;
    private final LinkEnds ends;
    private final int[] linkRows; // by internal id
    private final int[] memberRows; // by internal id
    private final boolean[] diffusing; // [rows] whether energy may take it
    private final int nodes;
    private final int endCount;
    private final long[] keptRow; // [endCount] internal id

    /** @param keptRow [ends] FalkorDB's internal id of the row that was kept of each end, by load rank */
    LinkTables(LinkColumns rows, LinkEnds ends, Names linkTypes, int nodes, long[] keptRow) {
        this.rows = rows;
        this.ends = ends;
        this.nodes = nodes;
        this.endCount = keptRow.length;
        this.keptRow = keptRow;
        int memberOf = linkTypes.find(GraphBuilder.MEMBER_OF);
        boolean[] inertType = new boolean[linkTypes.count()];
        for (int type = 0; type < inertType.length; type++) {
            inertType[type] = GraphBuilder.INERT.contains(linkTypes.word(type));
        }
        int[] kept = ends.kept();
        int[] links = new int[kept.length];
        int[] members = new int[kept.length];
        int linkCount = 0;
        int memberCount = 0;
        diffusing = new boolean[rows.count];
        for (int row : kept) {
            boolean fromNode = ends.source(row) < nodes;
            boolean toNode = ends.target(row) < nodes;
            if (rows.type[row] == memberOf && fromNode && !toNode) {
                members[memberCount++] = row;
            } else {
                links[linkCount++] = row;
                diffusing[row] = fromNode && toNode && !inertType[rows.type[row]];
            }
        }
        linkRows = Arrays.copyOf(links, linkCount);
        memberRows = Arrays.copyOf(members, memberCount);
    }

    @Override
    public int nodes() {
        return nodes;
    }

    /** The first of each node's easiest links that energy may take, by load rank: where it leads. */
    @Override
    public int[] bestTarget() {
        int[] best = new int[nodes];
        double[] most = new double[nodes];
        Arrays.fill(best, -1);
        for (int row : linkRows) {
            if (diffusing[row] && (best[ends.source(row)] < 0 || rows.logWeight[row] > most[ends.source(row)])) {
                best[ends.source(row)] = ends.target(row);
                most[ends.source(row)] = rows.logWeight[row];
            }
        }
        return best;
    }

    @Override
    public int[] diffusingOut() {
        int[] out = new int[nodes];
        for (int row : linkRows) {
            if (diffusing[row]) {
                out[ends.source(row)]++;
            }
        }
        return out;
    }

    @Override
    public int[] in() {
        int[] in = new int[nodes];
        for (int row : linkRows) {
            if (ends.target(row) < nodes) {
                in[ends.target(row)]++;
            }
        }
        return in;
    }

    private int place(int end, int[] indexOf) {
        return end < nodes ? indexOf[end] : end;
    }

    /** Links by source place; each source's diffusing links first. */
    Links links(int[] indexOf) {
        Links links = new Links(linkRows.length, nodes, endCount);
        int[] nextDiffusing = new int[endCount + 1];
        int[] nextInert = new int[endCount + 1];
        for (int row : linkRows) {
            (diffusing[row] ? nextDiffusing : nextInert)[place(ends.source(row), indexOf)]++;
        }
        int slot = 0;
        for (int end = 0; end < endCount; end++) {
            links.outStart[end] = slot;
            int moving = nextDiffusing[end];
            nextDiffusing[end] = slot;
            if (end < nodes) {
                links.diffusingEnd[end] = slot + moving;
            }
            slot += moving + nextInert[end];
            nextInert[end] = nextDiffusing[end] + moving;
        }
        links.outStart[endCount] = slot;
        for (int row : linkRows) {
            int from = place(ends.source(row), indexOf);
            fill(links, diffusing[row] ? nextDiffusing[from]++ : nextInert[from]++, row, from, indexOf);
        }
        indexIncoming(links);
        return links;
    }

    private void fill(Links links, int slot, int row, int from, int[] indexOf) {
        links.source[slot] = from;
        links.target[slot] = place(ends.target(row), indexOf);
        links.type[slot] = rows.type[row];
        links.internalId[slot] = rows.internalId[row];
        links.logWeight[slot] = rows.logWeight[row];
        links.weight[slot] = (float) rows.weight[row];
        links.energy[slot] = rows.energy[row];
        links.confidence[slot] = rows.confidence[row];
        links.emaSeats[slot] = rows.emaSeats[row];
        links.emaFormation[slot] = rows.emaFormation[row];
        links.updatedMs[slot] = Nodes.NEVER;
        if (rows.source[row] != keptRow[ends.source(row)]) {
            links.otherSource.put(slot, rows.source[row]);
        }
        if (rows.target[row] != keptRow[ends.target(row)]) {
            links.otherTarget.put(slot, rows.target[row]);
        }
    }

    private void indexIncoming(Links links) {
        for (int slot = 0; slot < links.count; slot++) {
            links.inStart[links.target[slot] + 1]++;
        }
        for (int end = 0; end < endCount; end++) {
            links.inStart[end + 1] += links.inStart[end];
        }
        int[] next = Arrays.copyOf(links.inStart, endCount);
        for (int slot = 0; slot < links.count; slot++) {
            links.incoming[next[links.target[slot]]++] = slot;
        }
    }

    /** Memberships both ways; members by node place. */
    Memberships memberships(int[] indexOf, int subentities) {
        Memberships members = new Memberships(memberRows.length, nodes, subentities);
        int[] byNode = rowsByNode(indexOf);
        for (int row : byNode) {
            members.start[ends.target(row) - nodes + 1]++;
        }
        for (int s = 0; s < subentities; s++) {
            members.start[s + 1] += members.start[s];
        }
        int[] next = Arrays.copyOf(members.start, subentities);
        for (int row : byNode) {
            int slot = next[ends.target(row) - nodes]++;
            members.node[slot] = indexOf[ends.source(row)];
            members.weight[slot] = rows.weight[row];
            members.internalId[slot] = rows.internalId[row];
            if (rows.source[row] != keptRow[ends.source(row)]) {
                members.otherNode.put(slot, rows.source[row]);
            }
        }
        for (int s = 0; s < subentities; s++) {
            normalise(members, s);
        }
        indexByNode(members, subentities);
        return members;
    }

    private int[] rowsByNode(int[] indexOf) {
        int[] start = new int[nodes + 1];
        for (int row : memberRows) {
            start[indexOf[ends.source(row)] + 1]++;
        }
        for (int i = 0; i < nodes; i++) {
            start[i + 1] += start[i];
        }
        int[] sorted = new int[memberRows.length];
        for (int row : memberRows) {
            sorted[start[indexOf[ends.source(row)]]++] = row;
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
