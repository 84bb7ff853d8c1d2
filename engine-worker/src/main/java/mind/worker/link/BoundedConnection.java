package mind.worker.link;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * A connection that can be told how long an answer may be. A longer one is given up as soon as that shows, before there is
 * memory taken for it; the rest of it is still on its way then, so the connection is of no more use.
 */
final class BoundedConnection extends Connection {
    private static final int DEEPEST = 64; // lists in lists
    private static final int LEAST_VALUE = 4; // bytes: ":1" and its line end

    private long most; // bytes of an answer; 0: any
    private long left; // of the answer being read

    BoundedConnection(HostAndPort server, JedisClientConfig config) {
        super(server, config);
    }

    /** From now on answers may have {@code bytes}, or any length where that is 0. */
    void most(long bytes) {
        most = bytes;
    }

    /** Why an answer was not read to its end. */
    static final class TooLong extends JedisConnectionException {
        private static final long serialVersionUID = 1L;

        TooLong(String message) {
            super(message);
        }
    }

    @Override
    protected Object protocolRead(RedisInputStream in, PushConsumerChain pushes) {
        if (most == 0) {
            return super.protocolRead(in, pushes);
        }
        left = most;
        return value(in, 0);
    }

    private Object value(RedisInputStream in, int depth) {
        byte kind = in.readByte();
        switch (kind) {
            case '+':
                return line(in);
            case ':':
                return Long.parseLong(new String(line(in), StandardCharsets.US_ASCII));
            case '-':
                throw new JedisDataException(new String(line(in), StandardCharsets.UTF_8));
            case '$':
                return bulk(in);
            case '*':
                return list(in, depth);
            default:
                throw new JedisConnectionException("the server sent '" + (char) kind + "' where a value was due");
        }
    }

    private byte[] bulk(RedisInputStream in) {
        int length = length(in);
        if (length < 0) {
            return null;
        }
        take(length + 2L);
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; ) {
            int read = in.read(bytes, at, length - at);
            if (read < 0) {
                throw new JedisConnectionException("the connection was closed");
            }
            at += read;
        }
        in.readByte();
        in.readByte();
        return bytes;
    }

    private List<Object> list(RedisInputStream in, int depth) {
        int length = length(in);
        if (length < 0) {
            return null;
        }
        if (depth == DEEPEST) {
            throw new TooLong("the answer has lists in lists more than " + DEEPEST + " deep");
        }
        if ((long) length * LEAST_VALUE > left) {
            throw tooLong();
        }
        List<Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            try {
                list.add(value(in, depth + 1));
            } catch (JedisDataException e) {
                list.add(e); // an error in the place of a value
            }
        }
        return list;
    }

    private int length(RedisInputStream in) {
        return Integer.parseInt(new String(line(in), StandardCharsets.US_ASCII));
    }

    private byte[] line(RedisInputStream in) {
        var line = new ByteArrayOutputStream(16);
        for (byte next = in.readByte(); next != '\r'; next = in.readByte()) {
            take(1);
            line.write(next);
        }
        in.readByte();
        take(3); // its kind, and its end
        return line.toByteArray();
    }

    private void take(long bytes) {
        left -= bytes;
        if (left < 0) {
            throw tooLong();
        }
    }

    private TooLong tooLong() {
        return new TooLong("the answer is longer than " + (most >> 10) + " KiB");
    }
}
