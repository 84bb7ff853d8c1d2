package mind.worker.graph;

import java.util.List;

/** One distinct subentity, its duplicates folded, as a loader hands it to a {@link GraphBuilder}. */
public final class SubentityRow {
    /** Internal ids of all rows of this id, the kept row's first; links at any of them are this one's. */
    public List<Long> internalIds = List.of();

    public String label = "SubEntity";
    public String id = "";
    public String name = "";
    public String role = "";
    public String kind = "emergent";
    public String description = "";
    public String color = "";
    public String scope = "organizational";
    public boolean stored = true;
    public long createdMs = Nodes.NEVER;
    public double logWeight;
    public double quality;
    public double emaActive;
    public double emaWm;
    public double emaSeats;
    public double emaFormation;
    public double coherence;
    public double arousalEma;
    public double valenceEma;
    public Subentities.Stability stability = Subentities.Stability.CANDIDATE;
    public long age;
    public int highStreak;
    public int lowStreak;
    public Tally channels = new Tally();
    public Tally outcomes = new Tally();
}
