package mind.worker.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import mind.protocol.ServerAddress;

/**
 * Writes one seeded graph into FalkorDB: subentities, nodes and the further copies of subentities, then links between
 * nodes by type, then memberships.
 */
final class Seeder {
    private static final List<String> STATE_LABEL = List.of("ConsciousnessState");

    private final SeedPlan plan;
    private final SeedRows rows;
    private final Progress progress;
    private final long[] firstCopy; // internal number of each subentity's second row, where it has one
    private long total;
    private long done;

    Seeder(SeedPlan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        rows = new SeedRows(plan);
        firstCopy = new long[plan.subentities()];
    }

    Made run(ServerAddress address, boolean replace) throws JsonProcessingException {
        long start = System.nanoTime();
        String graph = plan.name().graph();
        try (var fill = GraphFill.begin(address, graph, replace)) {
            NodeKind[] kinds = kinds();
            boolean[] stub = new boolean[kinds.length];
            for (int i = 0; i < kinds.length; i++) {
                stub[i] = kinds[i].stub();
            }
            var wiring = new Wiring(plan, stub);
            total = (long) kinds.length + plan.subentities() + wiring.source.length + wiring.memberNode.length;
            long subentityRows = fillNodes(fill, kinds);
            fillLinks(fill, wiring);
            fillMemberships(fill, wiring);
            fill.commit();
            var made = new Made(
                    graph,
                    (int) subentityRows + plan.nodes(),
                    plan.nodes(),
                    subentityRows,
                    plan.subentities(),
                    (long) wiring.source.length + wiring.memberNode.length,
                    wiring.distinctLinks + wiring.memberNode.length,
                    wiring.memberNode.length,
                    wiring.memberNode.length,
                    0,
                    Map.of(),
                    Map.of(),
                    (System.nanoTime() - start) / 1_000_000);
            fill.remember(GraphFile.JSON.writeValueAsString(made));
            progress.tell(plan.name().citizen(), 100);
            return made;
        }
    }

    /** Kinds of all nodes but the last, which is the citizen's state. */
    private NodeKind[] kinds() {
        var dice = Dice.of(plan.key(), 4);
        var kinds = new NodeKind[plan.nodes() - 1];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = NodeKind.any(dice);
        }
        return kinds;
    }

    private long fillNodes(GraphFill fill, NodeKind[] kinds) {
        for (int s = 0; s < plan.subentities(); s++) {
            List<String> keys = rows.subentity(s);
            fill.node(List.of(rows.subentityLabel(s, 0)), keys, rows.values(), List.of());
            tell();
        }
        for (int i = 0; i < kinds.length; i++) {
            List<String> keys = rows.node(i, kinds[i]);
            fill.node(kinds[i].labels(), keys, rows.values(), List.of());
            tell();
        }
        fill.node(STATE_LABEL, rows.state(), rows.values(), List.of());
        long subentityRows = plan.subentities();
        for (int s = 0; s < plan.subentities(); s++) {
            firstCopy[s] = plan.nodes() + subentityRows;
            for (int copy = 1; copy < plan.copiesOf(s); copy++) {
                List<String> keys = rows.copy(s, copy);
                fill.node(List.of(rows.subentityLabel(s, copy)), keys, rows.values(), List.of());
                subentityRows++;
            }
        }
        return subentityRows;
    }

    private void fillLinks(GraphFill fill, Wiring wiring) {
        int before = plan.subentities(); // internal numbers of nodes start after the subentities
        for (int link = 0; link < wiring.source.length; link++) {
            String type = Wiring.LINK_TYPES[wiring.type[link]];
            List<String> keys = rows.link(link, type);
            fill.link(type, before + wiring.source[link], before + wiring.target[link], keys, rows.values(), List.of());
            tell();
        }
    }

    private void fillMemberships(GraphFill fill, Wiring wiring) {
        var dice = Dice.of(plan.key(), 5);
        int before = plan.subentities();
        for (int member = 0; member < wiring.memberNode.length; member++) {
            int sub = wiring.memberSub[member];
            int copy = dice.below(plan.copiesOf(sub));
            long row = copy == 0 ? sub : firstCopy[sub] + copy - 1;
            List<String> keys = rows.membership(member);
            fill.link("MEMBER_OF", before + wiring.memberNode[member], row, keys, rows.values(), List.of());
            tell();
        }
    }

    private void tell() {
        progress.tell(plan.name().citizen(), ++done, total, 0, 99);
    }
}
