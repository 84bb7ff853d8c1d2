package mind.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import mind.gateway.feed.CitizenLog;
import mind.gateway.feed.Life;
import mind.gateway.wire.MindWire;
import mind.gateway.wire.Topics;
import mind.protocol.GraphName;
import mind.protocol.Nearest;
import mind.protocol.WireJson;

/** A browser that speaks {@code mind.v1}; protocol/README.md has its messages. */
final class MindClient implements Client {
    private static final int MOST_BAD_MESSAGES = 20;
    private static final int LONGEST_NAME = 128;
    private static final double MOST_HZ = 1_000;
    /** Commands that the admin key alone gives, whatever else one may. */
    private static final Set<String> ADMINISTRATORS = Set.of("query", "reload");

    private static final List<String> TYPES = List.of("subscribe", "unsubscribe", "recent", "command", "auth", "ping");

    /** What is about citizens, and so only for those who may look at some. */
    private static final Set<String> ASKING = Set.of("subscribe", "unsubscribe", "recent", "command");

    private final Connection connection;
    private final Clients clients;
    private final ClientLimits limits;
    private final ClientCounters counters;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    /** Direct answers, at most one for each citizen that a message names; the next is read once they have gone. */
    private final Deque<ByteBuffer> answers = new ArrayDeque<>();

    private final Map<String, Long> livesTold = new HashMap<>();
    private long livesSeen = -1; // version at which none was left to tell
    private Gate.Grant grant;
    private long fleetTold;
    private Subscription[] turn = {};
    private int turnAt;
    private int badMessages;
    private int commandsInFlight;
    private boolean checkingToken;

    MindClient(Connection connection, Clients clients, Gate.Grant grant) {
        this.connection = connection;
        this.clients = clients;
        this.limits = clients.limits();
        this.counters = clients.counters();
        this.grant = grant;
        answers.add(MindWire.welcome(
                connection.id(),
                System.currentTimeMillis(),
                limits.ping().toSeconds(),
                limits.messageBytes(),
                limits.subscriptions(),
                limits.commandsPerSecond()));
    }

    @Override
    public void onOpen() {
        // the welcome waits already
    }

    @Override
    public boolean owesAnswers() {
        return checkingToken || !answers.isEmpty();
    }

    @Override
    public void onGarbage(String why) {
        bad("not JSON: " + why);
    }

    @Override
    public int onMessage(JsonNode message) {
        String type = message.path("type").asText();
        if (!grant.mayLook() && ASKING.contains(type)) {
            refuseStranger(type, message.path("id"));
            return 1;
        }
        switch (type) {
            case "subscribe" -> subscribe(message);
            case "unsubscribe" -> unsubscribe(message);
            case "recent" -> recent(message);
            case "command" -> command(message);
            case "auth" -> authenticate(message.path("token").asText());
            case "ping" -> answers.add(MindWire.pong(message.path("t")));
            default ->
                bad("unknown type \"" + abbreviated(type)
                        + "\": send subscribe, unsubscribe, recent, command, auth or ping"
                        + Nearest.hint(abbreviated(type), TYPES));
        }
        return 1;
    }

    /** Before its token a client is not even told which names there are. */
    private void refuseStranger(String type, JsonNode id) {
        String why = "send your token first: {\"type\":\"auth\",\"token\":…}";
        if (type.equals("command")) {
            refuse(id, 401, why);
        } else {
            answers.add(MindWire.error(CloseCode.TOKEN, why));
        }
    }

    private static String abbreviated(String text) {
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "…";
    }

    private void bad(String why) {
        counters.badMessages.increment();
        answers.add(MindWire.error(400, why));
        if (++badMessages > MOST_BAD_MESSAGES) {
            connection.close(CloseCode.BAD_COMMAND, "too many messages that cannot be understood");
        }
    }

    private void subscribe(JsonNode message) {
        List<String> names = texts(message.path("citizens"));
        if (names.isEmpty()) {
            bad("subscribe needs \"citizens\": a list of names");
            return;
        }
        if (names.size() > limits.subscriptions()) {
            bad("at most " + limits.subscriptions() + " citizens in one message");
            return;
        }
        List<String> topics = message.has("topics") ? texts(message.path("topics")) : Topics.DEFAULT;
        if (topics.size() > Topics.MOST) {
            bad("at most " + Topics.MOST + " topics in one subscription");
            return;
        }
        JsonNode hz = message.path("max_hz");
        double maxHz = hz.isMissingNode() || hz.isNull() ? 0 : hz.asDouble(-1);
        if (!(maxHz >= 0 && maxHz <= MOST_HZ)) { // so that NaN is none, either
            bad("max_hz is " + abbreviated(hz.toString()) + ": set 0 (as they come) to " + MOST_HZ);
            return;
        }
        for (String name : names) {
            subscribe(name, topics, maxHz, message.path("from"));
        }
        newTurns();
    }

    private void subscribe(String name, List<String> topics, double maxHz, JsonNode from) {
        Optional<String> known = graph(name);
        if (known.isEmpty()) {
            return;
        }
        String graph = known.get();
        Subscription subscription = subscriptions.get(graph);
        if (subscription != null) {
            subscription.want(clients.topics(topics), maxHz);
            subscription.announceAgain();
            return;
        }
        if (!grant.mayWatch(graph)) {
            answers.add(MindWire.error(CloseCode.FORBIDDEN, "you may not watch " + graph + nearest(name)));
            return;
        }
        if (subscriptions.size() >= limits.subscriptions()) {
            answers.add(MindWire.error(
                    CloseCode.TOO_MANY,
                    "at most " + limits.subscriptions() + " citizens at a time: unsubscribe first"));
            return;
        }
        Optional<CitizenLog> log = clients.feed().watch(graph);
        if (log.isEmpty()) {
            answers.add(MindWire.error(CloseCode.TRY_LATER, "this gateway follows too many citizens: try later"));
            return;
        }
        subscription = new Subscription(log.get(), clients.frames(log.get()), clients.feed(), counters);
        subscription.want(clients.topics(topics), maxHz);
        JsonNode position = from.has(graph) ? from.path(graph) : from.path(name);
        if (position.isObject()) {
            subscription.resume(
                    position.path("epoch").asLong(), position.path("seq").asLong());
        }
        subscriptions.put(graph, subscription);
    }

    /** The graph that {@code name} means; an error is told and nothing answered where it cannot be a citizen's. */
    private Optional<String> graph(String name) {
        return graph(name, this::bad, why -> answers.add(MindWire.error(400, why)));
    }

    /**
     * The same.
     *
     * @param malformed is told what is wrong with a name that nobody can have
     * @param unknown   of one that nobody has
     */
    private Optional<String> graph(String name, Consumer<String> malformed, Consumer<String> unknown) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            malformed.accept(
                    "a citizen's name has 1 to " + LONGEST_NAME + " characters, none of them a control character");
            return Optional.empty();
        }
        List<Life> lives = clients.feed().lives().all();
        for (Life life : lives) {
            if (life.graph().equals(name) || life.citizen().equals(name)) {
                return Optional.of(life.graph());
            }
        }
        String graph = GraphName.of(name).graph();
        boolean listed = lives.stream().anyMatch(life -> life.graph().equals(graph));
        if (!listed
                && grant.mayWatch(graph)
                && clients.feed().lives().isComplete()) { // else it is refused as any other
            unknown.accept("no citizen \"" + name + "\"" + nearest(name));
            return Optional.empty();
        }
        return Optional.of(graph);
    }

    private String nearest(String name) {
        return Nearest.hint(
                name,
                clients.feed().lives().all().stream()
                        .filter(life -> grant.mayWatch(life.graph()))
                        .map(Life::citizen)
                        .toList());
    }

    private void unsubscribe(JsonNode message) {
        List<String> names = texts(message.path("citizens"));
        if (names.size() > limits.subscriptions()) {
            bad("at most " + limits.subscriptions() + " citizens in one message");
            return;
        }
        for (String name : names) {
            graph(name).ifPresent(graph -> {
                end(graph);
                answers.add(MindWire.unsubscribed(graph));
            });
        }
        newTurns();
    }

    private void end(String graph) {
        Subscription over = subscriptions.remove(graph);
        if (over != null) {
            over.close();
            clients.feed().unwatch(graph);
        }
    }

    private void recent(JsonNode message) {
        List<String> topics = message.has("topics") ? texts(message.path("topics")) : Topics.DEFAULT;
        if (topics.size() > Topics.MOST) {
            bad("at most " + Topics.MOST + " topics at a time");
            return;
        }
        graph(message.path("citizen").asText()).ifPresent(graph -> {
            Subscription subscription = subscriptions.get(graph);
            if (subscription == null) {
                answers.add(MindWire.error(400, "subscribe to " + graph + " before asking what it told lately"));
            } else {
                long epoch = message.path("epoch").asLong();
                long before = message.path("before").asLong();
                answers.add(subscription.recent(epoch, before, clients.topics(topics)));
            }
        });
    }

    private void newTurns() {
        turn = subscriptions.values().toArray(Subscription[]::new);
        turnAt = 0;
    }

    private void command(JsonNode message) {
        JsonNode id = message.path("id");
        String verb = message.path("command").asText();
        Optional<String> graph =
                graph(message.path("citizen").asText(), why -> refuse(id, 400, why), why -> refuse(id, 404, why));
        if (graph.isEmpty()) {
            return; // that was the reply
        }
        if (verb.isEmpty()) {
            refuse(id, 400, "a command needs id, citizen, command and args");
        } else if (verb.equals("snapshot")) {
            refuse(id, 400, "subscribe to get a snapshot");
        } else if (ADMINISTRATORS.contains(verb)) {
            refuse(id, 403, verb + " is for administrators: POST /admin/" + verb + " with the key");
        } else if (!grant.mayCommand(graph.get())) {
            refuse(id, 403, "you may not command " + graph.get());
        } else if (commandsInFlight >= limits.commandsInFlight()) {
            refuse(id, 429, limits.commandsInFlight() + " commands wait for an answer: send fewer at a time");
        } else {
            commandsInFlight++;
            ObjectNode args =
                    message.path("args") instanceof ObjectNode object ? object : WireJson.MAPPER.createObjectNode();
            clients.feed()
                    .commands()
                    .ask(graph.get(), verb, args)
                    .thenAccept(reply -> clients.run(connection, () -> {
                        commandsInFlight--;
                        answers.add(MindWire.reply(id, reply));
                    }));
        }
    }

    private void refuse(JsonNode id, int code, String why) {
        answers.add(MindWire.reply(id, mind.protocol.Reply.refused(code, why)));
    }

    private void authenticate(String token) {
        checkingToken = true;
        clients.checkToken(connection, token, granted -> {
            checkingToken = false;
            grant = granted;
            fleetTold = 0; // it may see others now
            for (String graph : List.copyOf(subscriptions.keySet())) {
                if (!granted.mayWatch(graph)) {
                    end(graph);
                    answers.add(MindWire.unsubscribed(graph));
                }
            }
            newTurns();
        });
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list.isTextual()) {
            texts.add(list.asText());
        }
        list.forEach(element -> {
            if (element.isTextual()) {
                texts.add(element.asText());
            }
        });
        return texts;
    }

    @Override
    public Optional<ByteBuffer> next(long nowNanos, boolean tick) {
        if (!answers.isEmpty()) {
            return Optional.of(answers.remove());
        }
        if (!grant.mayLook()) {
            return Optional.empty(); // until its token has come
        }
        if (fleetTold != clients.fleetVersion()) {
            fleetTold = clients.fleetVersion();
            livesSeen = -1;
            livesTold
                    .keySet()
                    .removeIf(graph -> clients.feed().lives().find(graph).isEmpty()); // versions begin anew
            return Optional.of(clients.fleetFrame(grant));
        }
        Optional<ByteBuffer> life = nextLife();
        return life.isPresent() ? life : nextOfSubscriptions(nowNanos, tick);
    }

    private Optional<ByteBuffer> nextLife() {
        long version = clients.feed().lives().version();
        if (livesSeen == version) {
            return Optional.empty();
        }
        for (Life life : clients.feed().lives().all()) {
            Long told = livesTold.get(life.graph());
            if ((told == null || told != life.version()) && grant.mayWatch(life.graph())) {
                livesTold.put(life.graph(), life.version());
                return Optional.of(clients.lifeFrame(life));
            }
        }
        livesSeen = version;
        return Optional.empty();
    }

    /** Each subscription in turn, so that a long snapshot of one citizen does not hold up another's events. */
    private Optional<ByteBuffer> nextOfSubscriptions(long nowNanos, boolean tick) {
        for (int i = 0; i < turn.length; i++) {
            Subscription subscription = turn[turnAt];
            turnAt = turnAt + 1 == turn.length ? 0 : turnAt + 1;
            Optional<ByteBuffer> frame = subscription.next(nowNanos, tick);
            if (frame.isPresent()) {
                return frame;
            }
        }
        return Optional.empty();
    }

    @Override
    public Backlog backlog() {
        long events = 0;
        long bytes = 0;
        for (Subscription subscription : subscriptions.values()) {
            long behind = subscription.eventsBehind();
            CitizenLog log = subscription.log();
            long kept = log.head() - log.first() + 1;
            events += behind;
            bytes += kept == 0 ? 0 : log.bytes() * Math.min(behind, kept) / kept;
        }
        return new Backlog(events, bytes);
    }

    @Override
    public long slowNanos() {
        return limits.slow().toNanos();
    }

    @Override
    public void onLag(long behindMillis, Backlog backlog) {
        if (!answers.isEmpty()) {
            return; // one notice waits at most: it can only be read once the lag is over
        }
        long merged = 0;
        long dropped = 0;
        for (Subscription subscription : subscriptions.values()) {
            merged += subscription.takeMerged();
            dropped += subscription.takeDropped();
        }
        answers.add(MindWire.lag(behindMillis, merged, dropped, connection.inFlightBytes()));
    }

    @Override
    public Gate.Grant grant() {
        return grant;
    }

    @Override
    public Collection<String> watches() {
        return subscriptions.keySet();
    }

    @Override
    public void onClosed() {
        subscriptions.values().forEach(Subscription::close);
        subscriptions.keySet().forEach(clients.feed()::unwatch);
        subscriptions.clear();
        turn = new Subscription[0];
        answers.clear();
    }
}
