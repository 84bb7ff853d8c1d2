package mind.worker.graph;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Checksum;

/**
 * Many texts as UTF-8 in a few byte arrays, each known by where it lies: 1 to 5 bytes more than the text, where a String
 * takes 40 and is one object more for every collection of the heap to visit. Never forgets one.
 */
final class TextPool {
    /** Where the empty text lies. */
    static final int EMPTY = 0;

    private static final int CHUNK_BITS = 15;
    private static final int CHUNK = 1 << CHUNK_BITS;
    private static final int LONG =
            CHUNK / 8; // from here on a text gets a chunk of its own, so that none is left half empty

    /** The last chunk that an address, a non-negative int, can name. */
    private static final int MOST_CHUNKS = 1 << 31 - CHUNK_BITS;

    private byte[][] chunks = new byte[4][];
    private int count;
    private int open; // chunk that takes the next short text
    private int used = CHUNK; // of it

    TextPool() {
        add("");
    }

    /**
     * Keeps {@code text}; answers where.
     *
     * @throws IllegalStateException if the texts would take over 2 GiB
     */
    int add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int size = bytes.length + headerBytes(bytes.length);
        if (size >= LONG) {
            int chunk = newChunk(size);
            write(chunks[chunk], 0, bytes);
            return chunk << CHUNK_BITS;
        }
        if (used + size > CHUNK) {
            open = newChunk(CHUNK);
            used = 0;
        }
        int address = open << CHUNK_BITS | used;
        write(chunks[open], used, bytes);
        used += size;
        return address;
    }

    private int newChunk(int size) {
        if (count == MOST_CHUNKS) {
            throw new IllegalStateException("the texts of the graph take over 2 GiB");
        }
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * count);
        }
        chunks[count] = new byte[size];
        return count++;
    }

    /** The length in sevens of bits, lowest first, the top bit set where more follow; then the text. */
    private static void write(byte[] into, int from, byte[] text) {
        int at = from;
        int length = text.length;
        for (; length >= 0x80; length >>>= 7) {
            into[at++] = (byte) (length | 0x80);
        }
        into[at++] = (byte) length;
        System.arraycopy(text, 0, into, at, text.length);
    }

    private static int headerBytes(int length) {
        int bytes = 1;
        for (int left = length >>> 7; left != 0; left >>>= 7) {
            bytes++;
        }
        return bytes;
    }

    private static int length(byte[] chunk, int from) {
        int length = 0;
        int at = from;
        for (int shift = 0; ; shift += 7) {
            byte part = chunk[at++];
            length |= (part & 0x7f) << shift;
            if (part >= 0) {
                return length;
            }
        }
    }

    String get(int address) {
        byte[] chunk = chunks[address >>> CHUNK_BITS];
        int from = address & CHUNK - 1;
        int length = length(chunk, from);
        return length == 0 ? "" : new String(chunk, from + headerBytes(length), length, StandardCharsets.UTF_8);
    }

    /** Whether the same text lies at both addresses. */
    boolean same(int one, int other) {
        byte[] chunk = chunks[one >>> CHUNK_BITS];
        int from = one & CHUNK - 1;
        byte[] otherChunk = chunks[other >>> CHUNK_BITS];
        int otherFrom = other & CHUNK - 1;
        int size = size(chunk, from);
        return size == size(otherChunk, otherFrom)
                && Arrays.equals(chunk, from, from + size, otherChunk, otherFrom, otherFrom + size);
    }

    private static int size(byte[] chunk, int from) {
        int length = length(chunk, from);
        return headerBytes(length) + length;
    }

    /** Adds the bytes of the text at {@code address} to {@code sum}. */
    void update(Checksum sum, int address) {
        byte[] chunk = chunks[address >>> CHUNK_BITS];
        int from = address & CHUNK - 1;
        int length = length(chunk, from);
        sum.update(chunk, from + headerBytes(length), length);
    }
}
