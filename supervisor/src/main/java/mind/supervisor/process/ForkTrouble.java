package mind.supervisor.process;

import java.io.IOException;

/** Why no process could be made, in the system's words. */
public final class ForkTrouble {
    private ForkTrouble() {}

    /** The JDK's fault: zt-exec wraps it in a text with the whole environment, which may hold secrets. */
    public static IOException of(IOException fault) {
        return fault.getCause() instanceof IOException cause ? cause : fault;
    }
}
