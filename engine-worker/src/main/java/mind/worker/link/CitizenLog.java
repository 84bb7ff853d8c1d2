package mind.worker.link;

import java.util.logging.Level;
import java.util.logging.Logger;
import mind.protocol.GraphName;

/** A worker's log, each line opened by the level and the name of its citizen: {@code [N1:iris] Engine created}. */
public final class CitizenLog {
    private static final Logger LOG = Logger.getLogger("mind.worker");

    private final String tag;

    public CitizenLog(GraphName name) {
        this.tag = "[" + name.level() + ":" + name.citizen() + "] ";
    }

    public void info(String fact) {
        LOG.info(tag + fact);
    }

    public void warn(String fact) {
        LOG.warning(tag + fact);
    }

    /** A fault of ours, with where it happened. */
    public void fault(String attempted, Throwable cause) {
        LOG.log(Level.SEVERE, tag + attempted, cause);
    }
}
