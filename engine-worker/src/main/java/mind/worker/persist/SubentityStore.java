package mind.worker.persist;

import java.util.List;
import mind.worker.graph.Subentities;
import mind.worker.lease.Tenure;
import mind.worker.link.Link;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Adds subentities to a stored graph and takes those away again that were added so, as long as this worker is the
 * citizen's. One thread uses it; never the tick's.
 */
public final class SubentityStore implements AutoCloseable {
    private final Link link;

    /** @param link a connection of its own to FalkorDB */
    public SubentityStore(Link link) {
        this.link = link;
    }

    /** The graph was not changed. */
    public static final class NotStored extends Exception {
        private static final long serialVersionUID = 1L;

        NotStored(String message, Exception cause) {
            super(message, cause);
        }
    }

    /**
     * A subentity to be.
     *
     * @param label   the graph's own spelling of it
     * @param quality 0 to 1
     * @param members FalkorDB's internal ids of its nodes
     * @param weight  of each membership, 0 to 1
     */
    public record Newcomer(String label, String id, String name, double quality, List<Long> members, double weight) {}

    /**
     * Stores {@code newcomer} and its memberships; one of the same id is added to.
     *
     * @param graph   its name in FalkorDB
     * @param citizen the name the lease goes by
     * @return how many members it now has by this
     */
    public long add(String graph, String citizen, Tenure tenure, Newcomer newcomer) throws NotStored {
        var rows = new StringBuilder("CYPHER rows=[");
        for (int k = 0; k < newcomer.members.size(); k++) {
            rows.append(k == 0 ? "" : ",")
                    .append("{s:")
                    .append(newcomer.members.get(k))
                    .append('}');
        }
        return write(
                graph,
                citizen,
                tenure,
                rows + "] MERGE (e:" + name(newcomer.label) + " {id: " + text(newcomer.id) + "})"
                        + " ON CREATE SET e.name = " + text(newcomer.name)
                        + ", e.entity_kind = 'emergent', e.origin = '"
                        + Subentities.EMERGED + "', e.quality_score = " + Stored.text(Stored.value(newcomer.quality))
                        + ", e.stability_state = 'candidate', e.created_at = timestamp()"
                        + " WITH e UNWIND $rows AS r WITH r.s AS s, e AS e MATCH (n) WHERE id(n) = s"
                        + " MERGE (n)-[m:MEMBER_OF]->(e) ON CREATE SET m.weight = "
                        + Stored.text(Stored.value(newcomer.weight)) + " RETURN count(m)");
    }

    /**
     * A membership as it shall be.
     *
     * @param node      FalkorDB's internal id of the node
     * @param link      of the MEMBER_OF link there is; -1 where there is none yet
     * @param subentity of the subentity
     * @param weight    0 to 1
     */
    public record Member(long node, long link, long subentity, double weight) {}

    /** How a query finds row {@code r}'s node, subentity and new membership {@code m}. */
    static final String ADMITTED = " WITH r.s AS s, r AS r MATCH (n) WHERE id(n) = s WITH r.e AS e, n AS n, r AS r"
            + " MATCH (t) WHERE id(t) = e MERGE (n)-[m:MEMBER_OF]->(t)";

    /** How a query finds row {@code r}'s membership {@code m}. */
    static final String KNOWN =
            " WITH r.s AS s, r AS r MATCH (n) WHERE id(n) = s MATCH (n)-[m:MEMBER_OF]->() WHERE id(m) = r.m";

    static final String SET_WEIGHT = " SET m.weight = r.w RETURN count(m)";

    /** Sets the weights of {@code members}, and makes those that are new; at most some hundreds. */
    public void setMembers(String graph, String citizen, Tenure tenure, List<Member> members) throws NotStored {
        setMembers(
                graph,
                citizen,
                tenure,
                members.stream().filter(member -> member.link < 0).toList(),
                ADMITTED);
        setMembers(
                graph,
                citizen,
                tenure,
                members.stream().filter(member -> member.link >= 0).toList(),
                KNOWN);
    }

    private void setMembers(String graph, String citizen, Tenure tenure, List<Member> members, String match)
            throws NotStored {
        if (members.isEmpty()) {
            return;
        }
        var rows = new StringBuilder("CYPHER rows=[");
        for (Member member : members) {
            rows.append(rows.charAt(rows.length() - 1) == '[' ? "" : ",")
                    .append("{s:")
                    .append(member.node)
                    .append(",m:")
                    .append(member.link)
                    .append(",e:")
                    .append(member.subentity)
                    .append(",w:")
                    .append(Stored.text(Stored.value(member.weight)))
                    .append('}');
        }
        write(graph, citizen, tenure, rows + "] UNWIND $rows AS r" + match + SET_WEIGHT);
    }

    /** Deletes the subentity of internal id {@code id} with its memberships, if it was added by {@link #add}. */
    public long remove(String graph, String citizen, Tenure tenure, long id) throws NotStored {
        return write(
                graph,
                citizen,
                tenure,
                "MATCH (e) WHERE id(e) = " + id + " AND e.origin = '" + Subentities.EMERGED
                        + "' DELETE e RETURN count(e)");
    }

    private long write(String graph, String citizen, Tenure tenure, String query) throws NotStored {
        try {
            return new GraphWriter(link, graph, citizen, tenure).write(query);
        } catch (GraphWriter.Fenced | GraphWriter.GraphGone e) {
            throw new NotStored(e.getMessage(), e);
        } catch (JedisException e) {
            throw new NotStored(link.trouble(e), e);
        }
    }

    private static String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String name(String label) {
        return "`" + label.replace("`", "") + "`";
    }

    @Override
    public void close() {
        link.close();
    }
}
