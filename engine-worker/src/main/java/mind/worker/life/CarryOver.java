package mind.worker.life;

import java.util.Arrays;
import mind.worker.dynamics.Affect;
import mind.worker.dynamics.Engine;
import mind.worker.graph.LongIndex;
import mind.worker.graph.MindGraph;

/** Brings what a running mind has come to into a newer reading of its graph. Runs on the tick thread of the running one. */
final class CarryOver {
    private final MindGraph next;
    private final MindGraph old;
    private final Engine engine;
    private final int[] oldEnd; // [ends of the next] end of the same id in the old; -1 where there is none

    private CarryOver(MindGraph next, Engine engine) {
        this.next = next;
        this.old = engine.graph();
        this.engine = engine;
        oldEnd = new int[next.nodes.count + next.subentities.count];
        Arrays.setAll(oldEnd, end -> {
            String id = next.endId(end);
            if (end < next.nodes.count) {
                return old.node(id);
            }
            int s = old.subentity(id);
            return s < 0 ? -1 : old.nodes.count + s;
        });
    }

    /** Sets what moves and what was learned in {@code next}, for whatever {@code engine} knows by the same id. */
    static void into(MindGraph next, Engine engine) {
        var over = new CarryOver(next, engine);
        over.nodes();
        over.links();
        over.subentities();
    }

    private void nodes() {
        boolean feeling = engine.affect().present() && next.emotions.present();
        for (int i = 0; i < next.nodes.count; i++) {
            int was = oldEnd[i];
            if (was >= 0) {
                next.nodes.energy[i] = engine.energy(was);
                next.nodes.logWeight[i] = engine.nodeLogWeight(was);
                next.nodes.emaWm[i] = engine.emaWm(was);
                next.nodes.emaSeats[i] = old.nodes.emaSeats[was];
                next.nodes.emaFormation[i] = old.nodes.emaFormation[was];
                next.nodes.updatedMs[i] = old.nodes.updatedMs[was];
                if (feeling) {
                    feel(i, was);
                }
            }
        }
    }

    /** What has faded does not begin anew; what felt nothing may feel something by now. */
    private void feel(int i, int was) {
        Affect affect = engine.affect();
        if (affect.nodeValence(was) != 0 || affect.nodeArousal(was) != 0) {
            next.emotions.nodeValence[i] = affect.nodeValence(was);
            next.emotions.nodeArousal[i] = affect.nodeArousal(was);
        }
    }

    private void links() {
        Affect affect = engine.affect();
        boolean feeling = affect.present() && next.emotions.present();
        var oldLinks = new LongIndex(old.links.count);
        for (int link = 0; link < old.links.count; link++) {
            oldLinks.put(old.links.internalId[link], link);
        }
        for (int link = 0; link < next.links.count; link++) {
            int was = oldLinks.get(next.links.internalId[link], -1);
            if (was < 0 || !isSame(link, was)) {
                continue;
            }
            next.links.logWeight[link] = engine.linkLogWeight(was);
            next.links.emaFormation[link] = old.links.emaFormation[was];
            next.links.updatedMs[link] = old.links.updatedMs[was];
            if (feeling && (affect.linkValence(was) != 0 || affect.linkArousal(was) != 0)) {
                next.emotions.linkValence[link] = affect.linkValence(was);
                next.emotions.linkArousal[link] = affect.linkArousal(was);
            }
        }
    }

    /** Whether a link of the next graph is one of the old that has its number: that may have been given again. */
    private boolean isSame(int link, int was) {
        return oldEnd[next.links.source[link]] == old.links.source[was]
                && oldEnd[next.links.target[link]] == old.links.target[was]
                && next.linkTypes.word(next.links.type[link]).equals(old.linkTypes.word(old.links.type[was]));
    }

    private void subentities() {
        for (int s = 0; s < next.subentities.count; s++) {
            int was = oldEnd[next.nodes.count + s] - old.nodes.count;
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
