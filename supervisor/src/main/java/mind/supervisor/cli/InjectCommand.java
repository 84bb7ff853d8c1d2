package mind.supervisor.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import mind.protocol.Channels;
import mind.protocol.Command;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.protocol.ExitCodes;
import mind.protocol.Fleet;
import mind.protocol.GraphName;
import mind.protocol.Message;
import mind.protocol.Nearest;
import mind.protocol.Reply;
import mind.protocol.ServerAddress;
import mind.protocol.WireJson;
import mind.supervisor.discover.Graphs;
import mind.supervisor.fleet.Spellings;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

@CommandLine.Command(
        name = "inject",
        description = "Say something to a citizen: a stimulus, which excites the nodes whose words are near.",
        footer = {"%nExample:", "  mind inject iris \"the gateway was slow today\" --severity 0.8"})
final class InjectCommand implements Callable<Integer> {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_SECONDS = 5;
    private static final int MOST_TOLD = 64; // a stimulus event names no more nodes

    private final Desk desk;

    @Parameters(index = "0", paramLabel = "CITIZEN", description = "Short name or graph.")
    private String citizen;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "What is said.")
    private List<String> text;

    @Option(names = "--severity", paramLabel = "0..1", converter = Share.class, description = "How strong it is.")
    private Double severity;

    @Option(names = "--source", defaultValue = "operator", description = "Who says it, default ${DEFAULT-VALUE}.")
    private String source;

    @Option(names = "--json", description = "What it touched, as the worker's JSON.")
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
            return inject(bus.get(), GraphName.of(Spellings.bare(citizen)));
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
        String events = Channels.events(graph.graph());
        try (Jedis listening = Graphs.connect(bus, CONNECT_MILLIS, 0); // each wait has its own bound
                Jedis asking = Graphs.connect(bus, CONNECT_MILLIS, ANSWER_SECONDS * 1_000)) {
            var ears = new Ears(id, replyTo);
            var thread = new Thread(() -> ears.listen(listening, replyTo, events), "replies");
            thread.setDaemon(true);
            thread.start();
            await(ears.ready);
            long heard = asking.publish(
                    Channels.commands(graph.graph()),
                    WireJson.MAPPER.writeValueAsString(Command.of(id, replyTo, "inject", args)));
            if (heard == 0) {
                desk.screen()
                        .problem("no engine of " + graph.citizen() + " listens" + Nearest.hint(graph.citizen(), known())
                                + "; see \"mind status\" for who runs");
                return ExitCodes.UNKNOWN_NAME;
            }
            String body = text(await(ears.answer));
            Reply reply = WireJson.MAPPER.readValue(body, Reply.class);
            if (!reply.ok()) {
                desk.screen().problem(citizen + ": " + reply.error());
                return ExitCodes.FAILED;
            }
            tell(body, ears);
            return ExitCodes.OK;
        }
    }

    /** The other citizens the supervisor knew last: one that is stopped is none that is mistyped. */
    private List<String> known() {
        try {
            byte[] fleet = Files.readAllBytes(options.state(desk.environment()).resolve(Fleet.FILE));
            return WireJson.MAPPER.readValue(fleet, Fleet.class).citizens().stream()
                    .map(Fleet.Citizen::citizen)
                    .filter(name -> !name.equals(Spellings.bare(citizen)))
                    .toList();
        } catch (IOException e) {
            return List.of(); // without a list of names nobody can be meant
        }
    }

    private void tell(String reply, Ears ears) throws IOException, InterruptedException {
        try {
            String touched = text(await(ears.touched));
            if (json) {
                desk.screen().line(touched);
                return;
            }
            JsonNode event = WireJson.MAPPER.readTree(touched);
            int told = event.path("i").size();
            desk.screen()
                    .line(String.format(
                            Locale.ROOT,
                            "%s heard it: %d%s nodes excited by %s, %.3f energy added",
                            citizen,
                            told,
                            told < MOST_TOLD ? "" : " or more",
                            event.path("path").asText(),
                            event.path("added").asDouble()));
        } catch (TimeoutException e) {
            desk.screen().line(json ? reply : citizen + " has queued it; it is taken in with the next tick");
        }
    }

    private static String text(Message message) {
        return StandardCharsets.UTF_8.decode(message.body().duplicate()).toString();
    }

    /** Hears the answer to the command, and the event that tells what the stimulus touched. */
    private static final class Ears extends BinaryJedisPubSub {
        private final String id;
        private final byte[] replyTo;
        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private final CompletableFuture<Message> answer = new CompletableFuture<>();
        private final CompletableFuture<Message> touched = new CompletableFuture<>();

        Ears(String id, String replyTo) {
            this.id = id;
            this.replyTo = replyTo.getBytes(StandardCharsets.UTF_8);
        }

        void listen(Jedis jedis, String... channels) {
            try {
                jedis.subscribe(
                        this,
                        Stream.of(channels)
                                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                                .toArray(byte[][]::new));
            } catch (JedisException e) {
                List.of(ready, answer, touched).forEach(wait -> wait.completeExceptionally(e));
            }
        }

        @Override
        public void onSubscribe(byte[] channel, int count) {
            if (count == 2) {
                ready.complete(null);
            }
        }

        @Override
        public void onMessage(byte[] channel, byte[] bytes) {
            try {
                Message message = Message.parse(bytes);
                if (Arrays.equals(channel, replyTo)) {
                    answer.complete(message);
                } else if (message.header().type().equals("stimulus")
                        && id.equals(WireJson.MAPPER
                                .readTree(text(message))
                                .path("id")
                                .asText())) {
                    touched.complete(message);
                }
            } catch (IOException e) {
                answer.completeExceptionally(e);
            }
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException, TimeoutException, IOException {
        try {
            return future.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }
}
