package mind.worker.store;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import mind.protocol.GraphName;

/**
 * What one seeded graph is to be; two equal plans make the same graph, byte for byte.
 *
 * @param name       whose graph
 * @param profile    its shape
 * @param dirty      with the oddities that stored graphs have
 * @param lean       with five properties a node and one a link, instead of some thirty
 * @param scale      times the profile's nodes and links: 1, 10 or 100
 * @param seed       chooses among all graphs of this shape
 * @param copies     rows a subentity; 0 leaves it to the profile
 * @param moreSubentities whether the scale multiplies subentities too
 */
record SeedPlan(
        GraphName name,
        Profile profile,
        boolean dirty,
        boolean lean,
        int scale,
        long seed,
        int copies,
        boolean moreSubentities) {

    /** Shapes measured on stored graphs. */
    enum Profile {
        /** A late graph as found: few nodes, each subentity in nine to twelve rows. */
        FOUND,
        /** The full size: up to 17,000 nodes, each subentity once. */
        FULL
    }

    private record Size(int full, int found, int subentities) {}

    private static final Size OTHER = new Size(2_400, 720, 170);
    private static final Map<String, Size> SIZES = Map.of(
            "ada", new Size(2_300, 720, 168),
            "iris", new Size(2_900, 690, 168),
            "felix", new Size(3_000, 786, 178),
            "atlas", new Size(15_000, 760, 170),
            "luca", new Size(16_000, 700, 172),
            "victor", new Size(17_000, 734, 176));

    private Size size() {
        return SIZES.getOrDefault(name.citizen(), OTHER);
    }

    /** Distinct nodes, subentities not among them. */
    int nodes() {
        return (profile == Profile.FULL ? size().full : size().found) * scale;
    }

    /** Distinct subentities. */
    int subentities() {
        return size().subentities * (moreSubentities ? scale : 1);
    }

    int memberships() {
        return (int) Math.round(nodes() * (profile == Profile.FULL ? 1.5 : 0.95));
    }

    /** Links between nodes. */
    int contentLinks() {
        double perNode = profile == Profile.FULL ? 2.0 : 0.5 + 0.5 * new Dice(key()).unit();
        return (int) Math.round(nodes() * perNode);
    }

    /** Rows of subentity {@code s}. */
    int copiesOf(int s) {
        if (copies > 0) {
            return copies;
        }
        return profile == Profile.FULL ? 1 : 9 + Dice.of(key(), ~(long) s).below(4);
    }

    /** A number that stands for everything that chooses the graph. */
    long key() {
        var crc = new CRC32();
        crc.update((name.graph() + profile + scale + moreSubentities).getBytes(StandardCharsets.UTF_8));
        return LongMap.mix(seed ^ LongMap.mix(crc.getValue()));
    }
}
