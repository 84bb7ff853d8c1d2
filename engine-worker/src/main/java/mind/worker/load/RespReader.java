package mind.worker.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Redis' reply protocol (RESP2) token by token from a stream, keeping nothing it was not asked for: an answer of any
 * size passes through one buffer. A read that waits says so every time the stream's own timeout ends, and fails once the
 * deadline is past.
 */
final class RespReader {
    private final InputStream in;
    private final Runnable waiting;
    private byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private long deadlineNanos = Long.MAX_VALUE;

    /** @param waiting called whenever the stream's timeout passes without a byte */
    RespReader(InputStream in, Runnable waiting) {
        this.in = in;
        this.waiting = waiting;
    }

    /** From now on reading fails after {@code nanoTime}. */
    void deadline(long nanoTime) {
        deadlineNanos = nanoTime;
    }

    /** Reads the start of an array; answers its length, -1 for a null array. */
    int array() throws IOException {
        byte kind = next();
        if (kind != '*') {
            throw unexpected(kind, "an array");
        }
        return (int) number();
    }

    /** Reads an integer reply. */
    long integer() throws IOException {
        byte kind = next();
        if (kind != ':') {
            throw unexpected(kind, "an integer");
        }
        return number();
    }

    /** Reads a status or bulk string; null for a null string. */
    String text() throws IOException {
        byte kind = next();
        if (kind == '+') {
            return line();
        }
        if (kind != '$') {
            throw unexpected(kind, "a string");
        }
        int length = (int) number();
        if (length < 0) {
            return null;
        }
        need(length + 2);
        String text = new String(buffer, at, length, StandardCharsets.UTF_8);
        at += length + 2;
        return text;
    }

    /** Reads a bulk string that is a FalkorDB double; words such as {@code -nan} become NaN or an infinity. */
    double real() throws IOException {
        byte kind = next();
        if (kind != '$') {
            throw unexpected(kind, "a number");
        }
        int length = (int) number();
        need(length + 2);
        double value = Decimal.parse(buffer, at, length);
        at += length + 2;
        return value;
    }

    /** Reads a bulk string into a word that is kept once however often it comes. */
    String word(WordCache words) throws IOException {
        byte kind = next();
        if (kind != '$') {
            throw unexpected(kind, "a string");
        }
        int length = (int) number();
        need(length + 2);
        String word = words.get(buffer, at, length);
        at += length + 2;
        return word;
    }

    /** Reads past the next value, whatever it is. */
    void skip() throws IOException {
        byte kind = next();
        switch (kind) {
            case '+' -> line();
            case ':' -> number();
            case '$' -> {
                long length = number();
                for (long left = length < 0 ? 0 : length + 2; left > 0; ) {
                    if (at == end) {
                        fill(0);
                    }
                    int step = (int) Math.min(left, end - at);
                    at += step;
                    left -= step;
                }
            }
            case '*' -> {
                for (long left = number(); left > 0; left--) {
                    skip();
                }
            }
            default -> throw unexpected(kind, "a value");
        }
    }

    private IOException unexpected(byte kind, String wanted) throws IOException {
        if (kind == '-') {
            return new RefusedException(line());
        }
        return new IOException("the server sent '" + (char) kind + "' where " + wanted + " was due");
    }

    private byte next() throws IOException {
        if (at == end) {
            fill(0);
        }
        return buffer[at++];
    }

    private long number() throws IOException {
        long value = 0;
        boolean negative = false;
        while (true) {
            byte c = next();
            if (c == '\r') {
                next();
                return negative ? -value : value;
            }
            if (c == '-') {
                negative = true;
            } else {
                value = value * 10 + (c - '0');
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte c = next(); c != '\r'; c = next()) {
            line.append((char) c);
        }
        next();
        return line.toString();
    }

    /** Makes sure that {@code bytes} lie in the buffer from {@link #at} on. */
    private void need(int bytes) throws IOException {
        if (end - at >= bytes) {
            return;
        }
        int kept = end - at;
        if (bytes > buffer.length) {
            byte[] larger = new byte[Math.max(bytes, 2 * buffer.length)];
            System.arraycopy(buffer, at, larger, 0, kept);
            buffer = larger;
        } else {
            System.arraycopy(buffer, at, buffer, 0, kept);
        }
        at = 0;
        end = kept;
        while (end < bytes) {
            fill(end);
        }
    }

    /** Reads what comes into the buffer from {@code from} on, waiting for at least one byte. */
    private void fill(int from) throws IOException {
        while (true) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new SocketTimeoutException("no answer in time");
            }
            try {
                int read = in.read(buffer, from, buffer.length - from);
                if (read < 0) {
                    throw new EOFException("the connection was closed");
                }
                if (from == 0) {
                    at = 0;
                }
                end = from + read;
                return;
            } catch (SocketTimeoutException e) {
                waiting.run();
            }
        }
    }

    /** The server's own words for why it refuses. */
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** Words met often, each kept once; at most 4,096, later ones are made anew. */
    static final class WordCache {
        private final String[] words = new String[8192];
        private final byte[][] keys = new byte[8192][];
        private int count;

        String get(byte[] buffer, int from, int length) {
            int hash = 0;
            for (int i = from; i < from + length; i++) {
                hash = 31 * hash + buffer[i];
            }
            int at = (hash ^ hash >>> 15) & words.length - 1;
            while (keys[at] != null) {
                if (Arrays.equals(keys[at], 0, keys[at].length, buffer, from, from + length)) {
                    return words[at];
                }
                at = at + 1 & words.length - 1;
            }
            String word = new String(buffer, from, length, StandardCharsets.UTF_8);
            if (count < 4096) {
                keys[at] = Arrays.copyOfRange(buffer, from, from + length);
                words[at] = word;
                count++;
            }
            return word;
        }
    }
}
