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
