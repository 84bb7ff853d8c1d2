package mind.gateway.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import mind.protocol.Channels;
import mind.protocol.Command;
import mind.protocol.Message;
import mind.protocol.Reply;
import mind.protocol.ServerAddress;
import mind.protocol.WireJson;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Asks citizens' workers for things over the bus. At most {@value #IN_FLIGHT} questions wait at a time, each for at most
 * five seconds; a question that cannot be asked is answered at once, in the words of a worker's refusal. What has been
 * answered so is not sent any more, and nothing is sent twice.
 */
public final class CommandBus implements AutoCloseable {
    /** How long an answer is waited for. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger("mind.gateway.feed");
    private static final int IN_FLIGHT = 1_024;

    private final ServerAddress address;
    private final FeedCounters counters;
    private final Duration patience;
    private final String instance =
            "g" + Long.toString(ProcessHandle.current().pid(), 36) + "-" + Long.toString(System.nanoTime(), 36);
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, CompletableFuture<Message>> waiting = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor publisher;
    private Jedis jedis; // owned by the publisher's one thread

    public CommandBus(ServerAddress address, FeedCounters counters, Duration patience) {
        this.address = address;
        this.counters = counters;
        this.patience = patience;
        this.publisher =
                new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(IN_FLIGHT), task -> {
                    var thread = new Thread(task, "redis-publisher");
                    thread.setDaemon(true);
                    return thread;
                });
        publisher.allowCoreThreadTimeOut(true);
    }

    /** The channel that answers come on. */
    String channel() {
        return Channels.replies(instance);
    }

    /**
     * Asks {@code graph}'s worker; never fails: what goes wrong is a refusal, 503 where nobody listens or Redis is away,
     * 504 where no answer came in time, 429 where too many questions wait.
     */
    public CompletableFuture<Reply> ask(String graph, String command, ObjectNode args) {
        return askForMessage(graph, command, args).handle((message, failure) -> {
            if (failure != null) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                return cause instanceof Refused refused
                        ? refused.reply
                        : Reply.refused(500, "The command could not be sent: " + cause.getMessage());
            }
            try {
                byte[] body = new byte[message.body().remaining()];
                message.body().duplicate().get(body);
                return WireJson.MAPPER.readValue(body, Reply.class);
            } catch (IOException e) {
                return Reply.refused(500, "The worker of " + graph + " answered with no reply: " + e.getMessage());
            }
        });
    }

    /** The same, answered by the whole message; fails with {@link Refused} in the cases named there. */
    CompletableFuture<Message> askForMessage(String graph, String command, ObjectNode args) {
        var answer = new CompletableFuture<Message>();
        if (waiting.size() >= IN_FLIGHT) {
            answer.completeExceptionally(new Refused(429, IN_FLIGHT + " commands wait for an answer: try again later"));
            return answer;
        }
        String request = instance + "-" + requests.incrementAndGet();
        waiting.put(request, answer);
        var deadline =
                new CompletableFuture<Void>().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
        deadline.thenRunAsync(() -> {
            if (answer.completeExceptionally(new Refused(
                    504, graph + " did not answer \"" + command + "\" within " + patience.toMillis() + " ms"))) {
                counters.commandTimeouts.increment();
            }
        });
        answer.whenComplete((message, failure) -> {
            waiting.remove(request);
            deadline.cancel(false); // or the clock kept the answer until then
        });
        counters.commands.increment();
        try {
            publisher.execute(() -> publish(graph, Command.of(request, channel(), command, args), answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new Refused(503, "The gateway is stopping or overrun: try again later"));
        }
        return answer;
    }

    private void publish(String graph, Command command, CompletableFuture<Message> answer) {
        if (answer.isDone()) {
            counters.commandsUnsent.increment();
            return;
        }
        boolean sent = false;
        try {
            byte[] body = WireJson.MAPPER.writeValueAsBytes(command);
            byte[] channel = Channels.commands(graph).getBytes(StandardCharsets.UTF_8);
            Jedis alive = alive();
            sent = !answer.isDone(); // it may be by now: the connection was looked after
            if (!sent) {
                counters.commandsUnsent.increment();
            } else if (alive.publish(channel, body) == 0) {
                answer.completeExceptionally(new Refused(503, graph + " is not running: nobody takes its commands"));
            }
        } catch (JsonProcessingException e) {
            answer.completeExceptionally(e);
        } catch (RuntimeException e) {
            disconnect();
            answer.completeExceptionally(new Refused(503, "No Redis at " + address + ": " + e.getMessage()));
            if (!sent) {
                counters.commandsUnsent.increment();
            }
        }
    }

    /**
     * A connection whose server has answered just now. What is written to one that is dead or stalls may be done much
     * later, or not at all, and nobody can tell; so it is asked first, and opened anew once if it had died in peace time.
     */
    private Jedis alive() {
        for (boolean fresh = jedis == null; ; fresh = true) {
            try {
                if (jedis == null) {
                    jedis = RedisLink.open(address, "mind-gateway-commands");
                }
                jedis.ping();
                return jedis;
            } catch (JedisConnectionException e) {
                disconnect();
                if (fresh || e.getCause() instanceof SocketTimeoutException) { // which stalls on the next one, too
                    throw e;
                }
            }
        }
    }

    private void disconnect() {
        if (jedis != null) {
            try {
                jedis.close();
            } catch (RuntimeException e) {
                LOG.fine(() -> "closing the command connection: " + e);
            }
            jedis = null;
        }
    }

    /** Takes a message from {@link #channel()}; an answer nobody waits for any more is dropped. */
    void accept(Message message) {
        CompletableFuture<Message> answer = waiting.get(message.header().request());
        if (answer != null) {
            answer.complete(message);
        }
    }

    /** Questions that wait for an answer. From any thread. */
    public int inFlight() {
        return waiting.size();
    }

    @Override
    public void close() {
        try {
            publisher.execute(this::disconnect);
        } catch (RejectedExecutionException e) {
            LOG.fine("so many commands wait that their connection ends with the process");
        }
        publisher.shutdown();
        waiting.values().forEach(answer -> answer.completeExceptionally(new Refused(503, "The gateway is stopping")));
    }

    /** The reason there is no answer, as the reply that says so. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Reply reply;

        Refused(int code, String error) {
            super(error, null, false, false);
            this.reply = Reply.refused(code, error);
        }

        int code() {
            return reply.code();
        }
    }
}
