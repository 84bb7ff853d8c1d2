package mind.worker.graph;

/** One node as a loader hands it to a {@link GraphBuilder}: set the fields, add it, use it again for the next. */
public final class NodeRow {
    public long internalId;
    public String type;
    public String id;
    public String name;
    public String description;
    public String scope;
    public double energy;
    public double theta;
    public double logWeight;
    public double emaWm;
    public double emaSeats;
    public double emaFormation;
    public double confidence;
    public long createdMs;
    public long updatedMs;

    /** Every field at the model's default: no id, which then follows from the internal one, and no name but the id. */
    public NodeRow reset(long internalId) {
        this.internalId = internalId;
        type = "Unknown";
        id = "";
        name = "";
        description = "";
        scope = "personal";
        energy = 0;
        theta = 0.5;
        logWeight = 0;
        emaWm = 0;
        emaSeats = 0;
        emaFormation = 0;
        confidence = 0.5;
        createdMs = Nodes.NEVER;
        updatedMs = Nodes.NEVER;
        return this;
    }
}
