package mind.worker.persist;

import java.util.List;
import mind.worker.graph.Subentities;
import mind.worker.lease.Tenure;
import mind.worker.link.CypherText;
import mind.worker.link.Link;
import redis.clients.jedis.exceptions.JedisConnectionException;
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
     * @param members its nodes
     * @param weight  of each membership, 0 to 1
     */
    public record Newcomer(
            String label, String id, String name, double quality, List<NodeRef> members, double weight) {}

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
            newcomer.members
                    .get(k)
                    .append(rows.append(k == 0 ? "{" : ",{"), 's', 'k')
                    .append('}');
        }
        return write(
                graph,
                citizen,
                tenure,
                rows + "] MERGE (e:" + CypherText.name(newcomer.label) + " {id: " + CypherText.of(newcomer.id) + "})"
                        + " ON CREATE SET e.name = " + CypherText.of(newcomer.name)
                        + ", e.entity_kind = 'emergent', e.origin = '"
                        + Subentities.EMERGED + "', e.quality_score = " + Stored.text(Stored.value(newcomer.quality))
                        + ", e.stability_state = 'candidate', e.created_at = timestamp()"
                        + " WITH e UNWIND $rows AS r WITH r.s AS s, r AS r, e AS e MATCH (n) WHERE id(n) = s AND "
                        + NodeRef.is("n", "r.k")
                        + " MERGE (n)-[m:MEMBER_OF]->(e) ON CREATE SET m.weight = "
                        + Stored.text(Stored.value(newcomer.weight)) + " RETURN count(m)");
    }

    /**
     * A membership as it shall be.
     *
     * @param link FalkorDB's internal id of the MEMBER_OF link there is; -1 where there is none yet
     * @param weight    0 to 1
     */
    public record Member(NodeRef node, long link, NodeRef subentity, double weight) {}

    /** How a query finds row {@code r}'s node, subentity and new membership {@code m}. */
    static final String ADMITTED = " WITH r.s AS s, r AS r MATCH (n) WHERE id(n) = s AND " + NodeRef.is("n", "r.k")
            + " WITH r.e AS e, n AS n, r AS r MATCH (t) WHERE id(t) = e AND " + NodeRef.is("t", "r.j")
            + " MERGE (n)-[m:MEMBER_OF]->(t)";

    /** How a query finds row {@code r}'s membership {@code m}. */
    static final String KNOWN = " WITH r.s AS s, r AS r MATCH (n) WHERE id(n) = s AND " + NodeRef.is("n", "r.k")
            + " MATCH (n)-[m:MEMBER_OF]->() WHERE id(m) = r.m";

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
            rows.append(rows.charAt(rows.length() - 1) == '[' ? "{" : ",{");
            member.node.append(rows, 's', 'k').append(',');
            member.subentity
                    .append(rows, 'e', 'j')
                    .append(",m:")
                    .append(member.link)
                    .append(",w:")
                    .append(Stored.text(Stored.value(member.weight)))
                    .append('}');
        }
        write(graph, citizen, tenure, rows + "] UNWIND $rows AS r" + match + SET_WEIGHT);
    }

    /** Deletes {@code subentity} with its memberships, if it was added by {@link #add}. */
    public long remove(String graph, String citizen, Tenure tenure, NodeRef subentity) throws NotStored {
        return write(
                graph,
                citizen,
                tenure,
                "WITH " + subentity.keys() + " AS k MATCH (e) WHERE id(e) = " + subentity.internalId()
                        + " AND e.origin = '" + Subentities.EMERGED + "' AND " + NodeRef.is("e", "k")
                        + " DELETE e RETURN count(e)");
    }

    /** Runs {@code query}, once more where its answer gets lost: it may have been run, and all are safe to repeat. */
    private long write(String graph, String citizen, Tenure tenure, String query) throws NotStored {
        var writer = new GraphWriter(link, graph, citizen, tenure);
        try {
            try {
                return writer.write(query);
            } catch (JedisConnectionException e) {
                return writer.write(query);
            }
        } catch (GraphWriter.Fenced | GraphWriter.GraphGone e) {
            throw new NotStored(e.getMessage(), e);
        } catch (JedisException e) {
            throw new NotStored(link.trouble(e), e);
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
