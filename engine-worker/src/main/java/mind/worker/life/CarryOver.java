package mind.worker.life;

import java.util.HashMap;
import java.util.Map;
import mind.worker.dynamics.Engine;
import mind.worker.graph.MindGraph;

/** Brings what a running mind has come to into a newer reading of its graph. Runs on the tick thread of the running one. */
final class CarryOver {
    private CarryOver() {}

    /** Sets what moves and what was learned in {@code next}, for whatever {@code engine} knows by the same id. */
    static void into(MindGraph next, Engine engine) {
        MindGraph old = engine.graph();
        int[] oldNode = new int[next.nodes.count];
        for (int i = 0; i < next.nodes.count; i++) {
            oldNode[i] = old.node(next.nodes.id[i]);
            if (oldNode[i] >= 0) {
                next.nodes.energy[i] = engine.energy(oldNode[i]);
                next.nodes.logWeight[i] = engine.nodeLogWeight(oldNode[i]);
                next.nodes.emaWm[i] = engine.emaWm(oldNode[i]);
                next.nodes.emaSeats[i] = old.nodes.emaSeats[oldNode[i]];
                next.nodes.emaFormation[i] = old.nodes.emaFormation[oldNode[i]];
                next.nodes.updatedMs[i] = old.nodes.updatedMs[oldNode[i]];
            }
        }
        Map<Long, Integer> oldLinks = new HashMap<>();
        for (int link = 0; link < old.links.count; link++) {
            oldLinks.put(old.links.internalId[link], link);
        }
        for (int link = 0; link < next.links.count; link++) {
            Integer was = oldLinks.get(next.links.internalId[link]);
            if (was != null && next.linkId(link).equals(old.linkId(was))) {
                next.links.logWeight[link] = engine.linkLogWeight(was);
                next.links.emaFormation[link] = old.links.emaFormation[was];
                next.links.updatedMs[link] = old.links.updatedMs[was];
            }
        }
        for (int s = 0; s < next.subentities.count; s++) {
            int was = old.subentity(next.subentities.id[s]);
            if (was >= 0) {
                next.subentities.energy[s] = old.subentities.energy[was];
                next.subentities.theta[s] = old.subentities.theta[was];
                next.subentities.quality[s] = old.subentities.quality[was];
                next.subentities.emaActive[s] = old.subentities.emaActive[was];
                next.subentities.emaWm[s] = old.subentities.emaWm[was];
                next.subentities.arousalEma[s] = old.subentities.arousalEma[was];
                next.subentities.valenceEma[s] = old.subentities.valenceEma[was];
                next.subentities.channels[s] = old.subentities.channels[was];
                next.subentities.stability[s] = old.subentities.stability[was];
                next.subentities.age[s] = old.subentities.age[was];
                next.subentities.highStreak[s] = old.subentities.highStreak[was];
                next.subentities.lowStreak[s] = old.subentities.lowStreak[was];
            }
        }
    }
}
