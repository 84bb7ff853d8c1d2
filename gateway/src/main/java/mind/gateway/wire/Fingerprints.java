package mind.gateway.wire;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A number for each of many texts, which it does not keep: it knows them by 64 bits of theirs, so of a million texts two
 * are taken for one another in one table of forty million. A table's hash is its own, so that nobody can choose such texts.
 */
final class Fingerprints {
    /** The number of a text that is not there. */
    static final long NONE = 0;

    private static final int PLACE_BYTES = 16;
    private static final long SIGNATURES = 0x9e37_79b9_7f4a_7c15L;

    private final long seed = ThreadLocalRandom.current().nextLong();
    private final long[] keys; // 0: free; open addressing, each as near after its own place as was free
    private final long[] values;

    /** @param most texts that will be put in */
    Fingerprints(long most) {
        int places = Math.toIntExact(places(most));
        keys = new long[places];
        values = new long[places];
    }

    private static long places(long most) {
        return most + most / 2 + 1;
    }

    /** Bytes of memory that tables of {@code most} texts take. */
    static long expectedBytes(long most) {
        return PLACE_BYTES * places(most);
    }

    /** What stands for {@code signature} as a value: neither {@link #NONE} nor 1. */
    static long of(String signature) {
        long hash = hash(signature, SIGNATURES);
        return hash == NONE || hash == 1 ? 2 : hash;
    }

    void put(String text, long value) {
        long key = key(text);
        int place = place(key);
        keys[place] = key;
        values[place] = value;
    }

    long get(String text) {
        return values[place(key(text))];
    }

    boolean has(String text) {
        return get(text) != NONE;
    }

    private long key(String text) {
        long hash = hash(text, seed);
        return hash == 0 ? 1 : hash;
    }

    /** Where {@code key} is, or would be. */
    private int place(long key) {
        int place = (int) Long.remainderUnsigned(key, keys.length);
        while (keys[place] != 0 && keys[place] != key) {
            place = place + 1 == keys.length ? 0 : place + 1;
        }
        return place;
    }

    /** Each step and the end are Stafford's mix 13, as in SplittableRandom. */
    private static long hash(String text, long seed) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = mixed(hash + text.charAt(i) + 1);
        }
        return hash;
    }

    private static long mixed(long value) {
        long first = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        long second = (first ^ first >>> 27) * 0x94d0_49bb_1331_11ebL;
        return second ^ second >>> 31;
    }
}
