package mind.worker;

import java.util.Random;

/** Random graphs as Cypher, the same for the same seed. */
final class RandomGraph {
    private RandomGraph() {}

    /** One CREATE of {@code nodes} nodes, a tenth of them with energy, links, and subentities with members. */
    static String cypher(long seed, int nodes, int links, int subentities) {
        var random = new Random(seed);
        var text = new StringBuilder("CREATE ");
        for (int i = 0; i < nodes; i++) {
            text.append(i > 0 ? "," : "")
                    .append("(n")
                    .append(i)
                    .append(":")
                    .append(i % 3 == 0 ? "Memory" : "Concept")
                    .append(" {id:'n")
                    .append(i)
                    .append("',name:'Node ")
                    .append(i)
                    .append("',E:")
                    .append(random.nextInt(10) == 0 ? 1 + random.nextDouble() * 4 : 0.0)
                    .append(",theta:")
                    .append(0.05 + random.nextDouble() * 0.4)
                    .append("})");
        }
        for (int s = 0; s < subentities; s++) {
            text.append(",(s")
                    .append(s)
                    .append(":SubEntity {id:'se")
                    .append(s)
                    .append("',name:'Sub ")
                    .append(s)
                    .append("'})");
        }
        for (int l = 0; l < links; l++) {
            text.append(",(n")
                    .append(random.nextInt(nodes))
                    .append(")-[:ENABLES {log_weight:")
                    .append(random.nextDouble() - 0.5)
                    .append("}]->(n")
                    .append(random.nextInt(nodes))
                    .append(")");
        }
        for (int i = 0; i < nodes && subentities > 0; i++) {
            text.append(",(n")
                    .append(i)
                    .append(")-[:MEMBER_OF {weight:")
                    .append(random.nextDouble())
                    .append("}]->(s")
                    .append(random.nextInt(subentities))
                    .append(")");
        }
        return text.toString();
    }
}
