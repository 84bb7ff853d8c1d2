package mind.gateway.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a graph is cut into the chunks of an {@link OriginalGraph}: a chunk has at most {@value #NODES} nodes and {@value
 * #MOST_BYTES} bytes, however long the texts are and however many links a node has. A subentity whose members alone take
 * more is a chunk of its own.
 */
final class ChunkCuts {
    private static final int NODES = 512;
    /** A socket that stalls keeps a chunk from being forgotten, and some are written ahead. */
    static final int MOST_BYTES = 512 << 10;

    // what things take as JSON at most, beside their texts
    private static final int NUMBER = 25;
    private static final int CHUNK = 1_024;
    private static final int NODE = 160 + 5 * NUMBER;
    private static final int LINK = 128 + NUMBER;
    private static final int SUBENTITY = 256 + 5 * NUMBER;
    private static final int MEMBER = 3; // quotes and a comma

    private static final Range NONE = new Range(0, 0);

    private final GraphPicture picture;
    private final int[] idBytes; // of nodes, then of subentities
    private final Range allLinks;
    private final Range subentities; // as ends of links
    private final int room;
    private final List<Cut> cuts = new ArrayList<>();

    // where the chunk begins that takes what belongs to no node
    private int fromLink;
    private int fromMember;
    private int fromSub;
    private long bytes;

    /** Places in a column, up to but without {@code to}. */
    record Range(int from, int to) {
        boolean has(int place) {
            return place >= from && place < to;
        }
    }

    /**
     * What one chunk has.
     *
     * @param ends  nodes, then subentities, at which the links end that are in it
     * @param links among which those are
     */
    record Cut(Range nodes, Range ends, Range links, Range members, Range subs) {}

    /** At least one. */
    static List<Cut> of(GraphPicture picture) {
        var cutting = new ChunkCuts(picture);
        cutting.cutNodes();
        cutting.cutRest();
        return List.copyOf(cutting.cuts);
    }

    private ChunkCuts(GraphPicture picture) {
        this.picture = picture;
        this.allLinks = new Range(0, picture.links());
        this.subentities = new Range(picture.nodes(), picture.nodes() + picture.subentities());
        this.room = MOST_BYTES - CHUNK - 3 * bytes(picture.graph());
        this.idBytes = new int[picture.nodes() + picture.subentities()];
        for (int end = 0; end < idBytes.length; end++) {
            idBytes[end] = bytes(picture.endId(end));
        }
    }

    private void cutNodes() {
        long[] linkBytes = new long[picture.nodes()]; // of those whose later end a node is
        for (int link = 0; link < picture.links(); link++) {
            int end = picture.laterEnd(link);
            if (end < linkBytes.length) {
                linkBytes[end] += link(link);
            }
        }
        for (int from = 0; from < picture.nodes(); ) {
            int to = from;
            long taken = 0;
            while (to < picture.nodes() && to - from < NODES && taken + node(to) + linkBytes[to] <= room) {
                taken += node(to) + linkBytes[to];
                to++;
            }
            if (to > from) {
                var nodes = new Range(from, to);
                cuts.add(new Cut(nodes, nodes, allLinks, NONE, NONE));
                from = to;
            } else {
                cutLinksOf(from++);
            }
        }
    }

    /** A node that has more links than a chunk. */
    private void cutLinksOf(int node) {
        var only = new Range(node, node + 1);
        Range nodes = only;
        int from = 0;
        long taken = node(node);
        for (int link = 0; link < picture.links(); link++) {
            if (picture.laterEnd(link) == node) {
                if (taken > 0 && taken + link(link) > room) {
                    cuts.add(new Cut(nodes, only, new Range(from, link), NONE, NONE));
                    nodes = NONE;
                    from = link;
                    taken = 0;
                }
                taken += link(link);
            }
        }
        cuts.add(new Cut(nodes, only, new Range(from, picture.links()), NONE, NONE));
    }

    /** What belongs to no node. */
    private void cutRest() {
        for (int link = 0; link < picture.links(); link++) {
            if (subentities.has(picture.laterEnd(link))) {
                add(link(link), link, 0, 0);
            }
        }
        for (int member = 0; member < picture.memberships(); member++) {
            add(membership(member), picture.links(), member, 0);
        }
        for (int sub = 0; sub < picture.subentities(); sub++) {
            add(subentity(sub), picture.links(), picture.memberships(), sub);
        }
        cut(picture.links(), picture.memberships(), picture.subentities());
    }

    /** One thing more, before which the chunk may end: at these places in the columns. */
    private void add(long more, int link, int member, int sub) {
        if (bytes > 0 && bytes + more > room) {
            cut(link, member, sub);
        }
        bytes += more;
    }

    private void cut(int link, int member, int sub) {
        cuts.add(new Cut(
                NONE, subentities, new Range(fromLink, link), new Range(fromMember, member), new Range(fromSub, sub)));
        fromLink = link;
        fromMember = member;
        fromSub = sub;
        bytes = 0;
    }

    private long node(int node) {
        return NODE + idBytes[node] + bytes(picture.nodeName.at(node)) + 2L * bytes(picture.nodeType(node));
    }

    private long link(int link) {
        return link(picture.linkSource.at(link), picture.linkTarget.at(link), picture.linkType(link));
    }

    private long membership(int member) {
        return link(
                picture.memberNode.at(member), picture.nodes() + picture.memberSub.at(member), OriginalGraph.MEMBER_OF);
    }

    private long link(int source, int target, String type) {
        return LINK + 2L * (idBytes[source] + idBytes[target] + bytes(type)); // all in its id once more
    }

    private long subentity(int sub) {
        long bytes = SUBENTITY
                + idBytes[picture.nodes() + sub]
                + 3L * bytes(picture.subName.at(sub)) // and the slug made of it
                + bytes(picture.subStability.at(sub));
        for (int member : picture.members(sub)) {
            bytes += MEMBER + idBytes[member];
        }
        return bytes;
    }

    /** What a text takes within a JSON string, or a little more. */
    private static int bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || Character.isSurrogate(c)) {
                bytes += 6; // as an escape
            } else if (c < 0x80) {
                bytes += c == '"' || c == '\\' ? 2 : 1;
            } else {
                bytes += c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }
}
