package mind.worker.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import mind.protocol.ServerAddress;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection to a Redis-compatible server, opened when first used and again after it broke. Every answer is waited
 * for at most the time given. One thread uses it; another may {@link #close} it.
 */
public final class Link implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerAddress server;
    private final String setting;
    private final DefaultJedisClientConfig config;
    private volatile BoundedConnection connection;
    private volatile boolean closed;

    /**
     * @param setting      the variable that names the server, for messages
     * @param name         the connection's name in the server's CLIENT LIST
     * @param answerMillis longest wait for an answer, or for the next message of a subscription
     */
    public Link(ServerAddress server, String setting, String name, int answerMillis) {
        this.server = server;
        this.setting = setting;
        var builder = DefaultJedisClientConfig.builder()
                .protocol(RedisProtocol.RESP2)
                .autoNegotiateProtocol(false)
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(answerMillis)
                .blockingSocketTimeoutMillis(answerMillis) // of a subscription: else it waits for ever
                .clientName(name)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (server.tls()) {
            builder.sslOptions(SslOptions.defaults());
        }
        server.user().ifPresent(builder::user);
        server.password().ifPresent(builder::password);
        this.config = builder.build();
    }

    /** The connection, opened if need be. @throws JedisException if the server is away or refuses */
    public Connection open() {
        return connected();
    }

    private BoundedConnection connected() {
        BoundedConnection current = connection;
        if (current != null && current.isConnected() && !current.isBroken()) {
            return current;
        }
        drop();
        if (closed) {
            throw new JedisException("the worker is stopping");
        }
        try {
            current = new BoundedConnection(new HostAndPort(server.host(), server.port()), config);
            current.connect();
        } catch (RuntimeException e) {
            throw failure(e);
        }
        connection = current;
        return current;
    }

    /** The failure of a connection: the client fails in any way at answers of another kind than it takes for granted. */
    private static JedisException failure(RuntimeException e) {
        return e instanceof JedisException known ? known : new JedisException(e);
    }

    /** Sends one command and waits for its answer. @throws JedisDataException if the server answers with an error */
    public Object call(String command, Object... args) {
        try {
            Connection open = open();
            open.sendCommand(arguments(command, args));
            return open.getOne();
        } catch (JedisDataException e) {
            throw e; // an answer, if not the hoped-for one: the connection is whole
        } catch (RuntimeException e) {
            drop();
            throw failure(e);
        }
    }

    /** An answer longer than the asker has room for. */
    public static final class TooLongException extends Exception {
        private static final long serialVersionUID = 1L;

        private TooLongException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * As {@link #call}, for an answer of at most {@code mostBytes}; of a longer one no more is read, and the connection is
     * opened anew with the next use.
     *
     * @throws TooLongException if it is longer, or its lists lie too deep in lists
     */
    public Object callWithin(int mostBytes, String command, Object... args) throws TooLongException {
        BoundedConnection bounded = connected();
        bounded.most(mostBytes);
        try {
            return call(command, args);
        } catch (BoundedConnection.TooLong e) {
            throw new TooLongException(e.getMessage());
        } finally {
            bounded.most(0);
        }
    }

    /**
     * Commands to send in one go; {@link #answers} sends them and waits for all answers. They go over one connection or fail:
     * on another, what comes after a MULTI would be no part of a transaction.
     */
    public final class Batch {
        private final BoundedConnection on = connected();
        private int sent;

        private Batch() {}

        public Batch add(String command, Object... args) {
            check();
            try {
                on.sendCommand(arguments(command, args));
                sent++;
                return this;
            } catch (RuntimeException e) {
                drop();
                throw failure(e);
            }
        }

        private void check() {
            if (connection != on) {
                throw new JedisException("the connection was closed meanwhile");
            }
        }

        public int size() {
            return sent;
        }

        /** One answer a command, in their order; an error answer is a {@link JedisDataException} in its place. */
        public List<Object> answers() {
            if (sent == 0) {
                return List.of();
            }
            try {
                check();
                return on.getMany(sent);
            } catch (RuntimeException e) {
                drop();
                throw failure(e);
            } finally {
                sent = 0;
            }
        }
    }

    public Batch batch() {
        return new Batch();
    }

    private static CommandArguments arguments(String command, Object... args) {
        ProtocolCommand word = () -> command.getBytes(StandardCharsets.US_ASCII);
        var arguments = new CommandArguments(word);
        for (Object arg : args) {
            if (arg instanceof byte[] bytes) {
                arguments.add(bytes);
            } else {
                arguments.add(String.valueOf(arg));
            }
        }
        return arguments;
    }

    /** Forgets the connection; the next use opens a new one. */
    public void drop() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try {
                old.forceDisconnect();
            } catch (IOException | JedisException e) {
                // it was of no use any more
            }
        }
    }

    /** What to tell the operator about a failure of this link. */
    public String trouble(RuntimeException e) {
        if (e instanceof JedisDataException) {
            return server + " (" + setting + ") answers: " + e.getMessage();
        }
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (!(cause instanceof IOException || cause instanceof JedisException)) {
            return server + " (" + setting + ") answers what makes no sense: " + cause;
        }
        if (cause.getSuppressed().length > 0) { // one for each address of the host that was tried
            cause = cause.getSuppressed()[0];
        }
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return "No answer from " + server + " (" + setting + "): " + why;
    }

    /** Ends the connection for good, also while another thread waits for an answer on it. */
    @Override
    public void close() {
        closed = true;
        drop();
    }

    /** An answer's text; answers are bytes, numbers, lists or null. */
    public static String text(Object answer) {
        return answer instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(answer);
    }

    /** The texts of a list answer. */
    public static List<String> texts(Object answer) {
        List<String> texts = new ArrayList<>();
        for (Object item : (List<?>) answer) {
            texts.add(text(item));
        }
        return texts;
    }
}
