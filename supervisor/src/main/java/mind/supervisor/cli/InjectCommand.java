package mind.supervisor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mind.protocol.Channels;
import mind.protocol.Command;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.protocol.ExitCodes;
import mind.protocol.GraphName;
import mind.protocol.Message;
import mind.protocol.Reply;
import mind.protocol.ServerAddress;
import mind.protocol.WireJson;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;

@CommandLine.Command(
        name = "inject",
        description = "Say something to a citizen: a stimulus, which excites the nodes whose words are near.",
        footer = {"%nExample:", "  mind inject iris \"the gateway was slow today\" --severity 0.8"})
final class InjectCommand implements Callable<Integer> {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_SECONDS = 5;

    private final Desk desk;

    @Parameters(index = "0", paramLabel = "CITIZEN", description = "Short name or graph.")
    private String citizen;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "What is said.")
    private List<String> text;

    @Option(names = "--severity", paramLabel = "0..1", description = "How strong it is.")
    private Double severity;

    @Option(names = "--source", defaultValue = "operator", description = "Who says it, default ${DEFAULT-VALUE}.")
    private String source;

    @Option(names = "--json", description = "The worker's answer as JSON.")
    private boolean json;

    @Mixin
    private InstanceOptions options;

    InjectCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Optional<ServerAddress> bus = new Env(desk.environment()).redis();
            if (bus.isEmpty()) {
                bus = Database.of(options, desk.environment());
            }
            if (bus.isEmpty()) {
                desk.screen().problem("nothing runs here yet: start it with \"scripts/mind up\"");
                return ExitCodes.NOT_RUNNING;
            }
            return inject(bus.get(), GraphName.of(citizen));
        } catch (ConfigException e) {
            desk.screen().problem(e.getMessage());
            return ExitCodes.CONFIG;
        } catch (JedisException | IOException e) {
            desk.screen().problem("the bus cannot be reached: " + e.getMessage());
            return ExitCodes.FAILED;
        } catch (TimeoutException e) {
            desk.screen()
                    .problem(citizen + " did not answer within " + ANSWER_SECONDS + " s; see \"mind status " + citizen
                            + "\"");
            return ExitCodes.TIMEOUT;
        }
    }

    private int inject(ServerAddress bus, GraphName graph) throws IOException, InterruptedException, TimeoutException {
        String id = UUID.randomUUID().toString();
        String replyTo = Channels.replies("cli-" + id);
        ObjectNode args = WireJson.MAPPER.createObjectNode();
        args.put("text", String.join(" ", text));
        args.put("source", source);
        args.put("stimulus_id", id);
        if (severity != null) {
            args.put("severity", severity);
        }
        var answer = new CompletableFuture<byte[]>();
        try (Jedis listening = connect(bus);
                Jedis asking = connect(bus)) {
            var subscribed = new CompletableFuture<Void>();
            var listener = new BinaryJedisPubSub() {
                @Override
                public void onSubscribe(byte[] channel, int count) {
                    subscribed.complete(null);
                }

                @Override
                public void onMessage(byte[] channel, byte[] message) {
                    answer.complete(message);
                }
            };
            var thread = new Thread(() -> listen(listening, listener, replyTo, answer), "replies");
            thread.setDaemon(true);
            thread.start();
            await(subscribed);
            long heard = asking.publish(
                    Channels.commands(graph.graph()),
                    WireJson.MAPPER.writeValueAsString(Command.of(id, replyTo, "inject", args)));
            if (heard == 0) {
                desk.screen().problem("no engine of " + graph.citizen() + " listens; see \"mind status\" for who runs");
                return ExitCodes.UNKNOWN_NAME;
            }
            return tell(Message.parse(await(answer)));
        }
    }

    private static void listen(
            Jedis jedis, BinaryJedisPubSub listener, String channel, CompletableFuture<byte[]> answer) {
        try {
            jedis.subscribe(listener, channel.getBytes(StandardCharsets.UTF_8));
        } catch (JedisException e) {
            answer.completeExceptionally(e);
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException, TimeoutException, IOException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private int tell(Message answer) throws IOException {
        String body = StandardCharsets.UTF_8.decode(answer.body()).toString();
        Reply reply = WireJson.MAPPER.readValue(body, Reply.class);
        if (json) {
            desk.screen().line(body);
        } else if (reply.ok()) {
            desk.screen().line(citizen + " heard it: " + reply.result());
        }
        if (!reply.ok()) {
            desk.screen().problem(citizen + ": " + reply.error());
        }
        return reply.ok() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static Jedis connect(ServerAddress bus) {
        var config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(CONNECT_MILLIS)
                .socketTimeoutMillis(0) // each wait has its own bound
                .user(bus.user().orElse(null))
                .password(bus.password().orElse(null));
        if (bus.tls()) {
            config.sslOptions(SslOptions.defaults());
        }
        return new Jedis(new HostAndPort(bus.host(), bus.port()), config.build());
    }
}
