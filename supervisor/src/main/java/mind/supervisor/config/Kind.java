package mind.supervisor.config;

import java.util.Locale;

/** What a service is, which decides its command, its readiness and what is told about it. */
public enum Kind {
    /** The database of this instance. */
    FALKORDB,
    /** The process browsers talk to. */
    GATEWAY,
    /** One citizen's worker. */
    ENGINE,
    /** Any other command of the services file. */
    COMMAND;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return word();
    }
}
