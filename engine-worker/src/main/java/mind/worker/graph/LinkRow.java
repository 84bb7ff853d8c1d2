package mind.worker.graph;

/** One link as a loader hands it to a {@link GraphBuilder}: set the fields, add it, use it again for the next. */
public final class LinkRow {
    public long internalId;
    public long source;
    public long target;
    public String type;
    public double logWeight;
    public double weight;
    public double energy;
    public double confidence;
    public double emaSeats;
    public double emaFormation;

    /** Every field at the model's default; the ends are FalkorDB's internal node ids. */
    public LinkRow reset(long internalId, long source, long target, String type) {
        this.internalId = internalId;
        this.source = source;
        this.target = target;
        this.type = type;
        logWeight = 0;
        weight = 0.5;
        energy = 0.5;
        confidence = 0.5;
        emaSeats = 0;
        emaFormation = 0;
        return this;
    }
}
