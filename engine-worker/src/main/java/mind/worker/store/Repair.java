package mind.worker.store;

import java.util.Locale;

/** A change to a value that the store would refuse or not give back; each is counted. */
enum Repair {
    /** A number nearer to 0 than 1e-300, which no query can write back: stored as 0. */
    DENORMAL,
    /** An integer beyond 64 bits: stored as the nearest float. */
    BIG_INTEGER,
    /** A null inside a list: left out of it. */
    NULL_IN_LIST,
    /** A map as a property or in a list, or what fits no {@link Special}, such as a date in month 13: its JSON text. */
    MAP,
    /** The character U+0000, or half of a surrogate pair: left out. */
    CHARACTER,
    /** A label, type or property name that the store cannot keep: empty, or with characters it cannot quote. */
    NAME;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
