package mind.worker.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import mind.worker.link.CypherText;

/**
 * A growing run of bytes in the form {@code GRAPH.BULK} takes: a value is a type byte and then 1 byte for a boolean, 8
 * little-endian ones for a number, UTF-8 and a zero for text, a count and then the values for a list.
 */
final class BulkBytes {
    private static final byte NULL = 0;
    private static final byte BOOLEAN = 1;
    private static final byte DOUBLE = 2;
    private static final byte TEXT = 3;
    private static final byte LONG = 4;
    private static final byte LIST = 5;

    private byte[] bytes;
    private int length;

    BulkBytes(int capacity) {
        bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    void clear() {
        length = 0;
    }

    void addNull() {
        addByte(NULL);
    }

    void add(boolean value) {
        addByte(BOOLEAN);
        addByte((byte) (value ? 1 : 0));
    }

    void add(double value) {
        addByte(DOUBLE);
        addRawLong(Double.doubleToRawLongBits(value));
    }

    void add(long value) {
        addByte(LONG);
        addRawLong(value);
    }

    void add(String value) {
        addByte(TEXT);
        addName(value);
    }

    /** Starts a list; exactly {@code count} values must follow. */
    void startList(int count) {
        addByte(LIST);
        addRawLong(count);
    }

    /** Starts a blob: the labels or the type its rows share, and the names of their properties. */
    void addHeader(List<String> labels, List<String> keys) {
        addName(String.join(":", labels));
        addRawInt(keys.size());
        for (String key : keys) {
            addName(key);
        }
    }

    void addRawLong(long value) {
        reserve(8);
        for (int i = 0; i < 8; i++) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
    }

    void addRaw(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    void addRaw(BulkBytes other) {
        addRaw(other.bytes, 0, other.length);
    }

    private void addRawInt(int value) {
        reserve(4);
        for (int i = 0; i < 4; i++) {
            bytes[length++] = (byte) (value >>> (8 * i));
        }
    }

    private void addName(String text) {
        int chars = text.length();
        reserve(chars + 1);
        int start = length;
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length = start;
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                addRaw(utf8, 0, utf8.length);
                break;
            }
            bytes[length++] = (byte) c;
        }
        addByte((byte) 0);
    }

    private void addByte(byte value) {
        reserve(1);
        bytes[length++] = value;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** Reads values back, as the literals of a query: for the rows that {@code GRAPH.BULK} has no form for. */
    static final class Literals {
        private final byte[] bytes;
        private int at;

        Literals(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Appends the next value as a literal; answers false, appending nothing, where it is null. */
        boolean append(StringBuilder out) {
            switch (bytes[at++]) {
                case NULL -> {
                    return false;
                }
                case BOOLEAN -> out.append(bytes[at++] != 0);
                case DOUBLE -> appendDouble(out, Double.longBitsToDouble(rawLong()));
                case LONG -> out.append(rawLong());
                case TEXT -> quote(out, name());
                case LIST -> appendList(out);
                default -> throw new IllegalStateException("no value at byte " + (at - 1));
            }
            return true;
        }

        private void appendList(StringBuilder out) {
            long count = rawLong();
            out.append('[');
            for (long i = 0; i < count; i++) {
                if (i > 0) {
                    out.append(',');
                }
                append(out);
            }
            out.append(']');
        }

        static void appendDouble(StringBuilder out, double value) {
            if (Double.isNaN(value)) {
                out.append("(0.0/0.0)"); // a literal has no word for it
            } else if (Double.isInfinite(value)) {
                out.append(value > 0 ? "(1.0/0.0)" : "(-1.0/0.0)");
            } else {
                out.append(value);
            }
        }

        static void quote(StringBuilder out, String text) {
            out.append(CypherText.of(text));
        }

        private long rawLong() {
            long value = 0;
            for (int i = 0; i < 8; i++) {
                value |= (bytes[at++] & 0xffL) << (8 * i);
            }
            return value;
        }

        private String name() {
            int start = at;
            while (bytes[at] != 0) {
                at++;
            }
            return new String(bytes, start, at++ - start, StandardCharsets.UTF_8);
        }
    }
}
