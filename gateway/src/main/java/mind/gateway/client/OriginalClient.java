package mind.gateway.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mind.gateway.feed.Life;
import mind.gateway.wire.Globs;
import mind.gateway.wire.OriginalWire;
import mind.protocol.GraphName;

/**
 * A socket of an existing dashboard: acknowledged, told who is there, given each citizen's graph once, and then the stream
 * of all citizens from the place where each graph was cut.
 */
final class OriginalClient implements Client {
    private static final long FIRST_WORD_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long a graph that is being fetched may hold up the session; it then comes when it comes. */
    private static final long PICTURES_NANOS = TimeUnit.SECONDS.toNanos(5);
    /** Further behind than this, only the newest of each kind of telemetry is told. */
    private static final long LAGGING = 200;

    private static final int MOST_TOPICS = 256;
    private static final int LONGEST_NAME = 128;

    private final Connection connection;
    private final Clients clients;
    private final OriginalStream stream;
    private final Stimuli stimuli;
    private final boolean wantsSnapshots;
    private final Set<String> onlyCitizens = new HashSet<>();
    private final Deque<ByteBuffer> answers = new ArrayDeque<>();
    /** For each graph it has, the place in the stream from which on it is told of it. */
    private final Map<String, Long> toldFrom = new HashMap<>();
    /** Graphs it knows that it does not get. */
    private final Set<String> refusalsTold = new HashSet<>();

    private final long openedNanos = System.nanoTime();
    private Globs globs = new Globs(List.of(), false);
    private Optional<String> org = Optional.empty();
    private final Stimuli.Waiting waiting;
    private Gate.Grant grant;
    private boolean checkingToken;
    private Stage stage = Stage.WAITING;
    private long sessionNanos;
    private long hierarchyTold;
    private long stateTold;
    private long cursor;
    private Optional<Sending> sending = Optional.empty();

    private enum Stage {
        /** For its first message, or a second to pass. */
        WAITING,
        ACKNOWLEDGED,
        GRAPHS,
        LIVE
    }

    /** A graph on its way: begin, chunks, end, and what was told since it was cut. */
    private static final class Sending {
        private final GraphChunks chunks;
        private final Deque<ByteBuffer> since;
        private int next = -1;

        /** Holds {@code chunks} until {@link #end}. */
        Sending(GraphChunks chunks, List<ByteBuffer> since) {
            chunks.hold();
            this.chunks = chunks;
            this.since = new ArrayDeque<>(since);
        }

        /** The next frame; empty while it is being written, or if that was all. */
        Optional<ByteBuffer> frame() {
            if (next >= 0 && next < chunks.count()) {
                Optional<ByteBuffer> chunk = chunks.get(next);
                next += chunk.isPresent() ? 1 : 0;
                return chunk;
            }
            int place = next++;
            if (place < 0) {
                return Optional.of(chunks.begin());
            }
            return Optional.ofNullable(place == chunks.count() ? chunks.end() : since.poll());
        }

        boolean isOver() {
            return next > chunks.count() && since.isEmpty();
        }

        void end() {
            chunks.letGo();
        }
    }

    /**
     * @param wantsSnapshots whether it is a page that shows graphs, not one that only sends stimuli
     * @param onlyCitizens   full or short names; none for all
     */
    OriginalClient(
            Connection connection,
            Clients clients,
            OriginalStream stream,
            Stimuli stimuli,
            Gate.Grant grant,
            boolean wantsSnapshots,
            List<String> onlyCitizens) {
        this.connection = connection;
        this.clients = clients;
        this.stream = stream;
        this.stimuli = stimuli;
        this.waiting = new Stimuli.Waiting(clients.limits().commandsInFlight());
        this.grant = grant;
        this.wantsSnapshots = wantsSnapshots;
        onlyCitizens.forEach(name -> this.onlyCitizens.add(GraphName.of(name).graph()));
    }

    long cursor() {
        return cursor;
    }

    @Override
    public void onOpen() {
        stream.enter(this);
        cursor = stream.head();
    }

    @Override
    public int onMessage(JsonNode message) {
        if (message.isArray()) {
            message.forEach(this::take);
            return message.size();
        }
        take(message);
        return 1;
    }

    @Override
    public void onGarbage(String why) {
        clients.counters().badMessages.increment();
    }

    @Override
    public boolean owesAnswers() {
        return checkingToken || !answers.isEmpty();
    }

    private void take(JsonNode message) {
        String type = message.path("type").asText();
        if (!grant.mayLook() && !type.equals("auth")) {
            clients.counters().badMessages.increment(); // and no answer: it would be known by it who is there
            return;
        }
        if (stage == Stage.WAITING) {
            stage = Stage.ACKNOWLEDGED;
            if (!type.startsWith("subscribe")) {
                acknowledge();
            }
        }
        switch (type) {
            case "subscribe@1.0", "subscribe" -> subscribe(message);
            case "ping" -> answers.add(OriginalWire.pong());
            case "membrane.inject" -> stimuli.inject(message, grant, waiting, answers::add);
            case "auth" -> {
                checkingToken = true;
                clients.checkToken(connection, message.path("token").asText(), granted -> {
                    checkingToken = false;
                    grant = granted;
                });
            }
            case "docs.view.request" ->
                answers.add(OriginalWire.error(
                        message.path("request_id").asText(), "this gateway serves no documentation views"));
            default -> {
                // "pong" is a sign of life and was taken as one; of custody and docs this gateway knows nothing
            }
        }
    }

    private void subscribe(JsonNode message) {
        JsonNode list = message.has("topics") ? message.path("topics") : message.path("filters");
        List<String> topics = new ArrayList<>();
        list.forEach(topic -> {
            if (topic.isTextual()
                    && topics.size() < MOST_TOPICS
                    && topic.asText().length() <= LONGEST_NAME) {
                topics.add(topic.asText());
            }
        });
        globs = new Globs(topics, message.path("strict").asBoolean());
        String named = message.path("org").asText(message.path("org_id").asText());
        org = named.isEmpty() || named.length() > LONGEST_NAME ? Optional.empty() : Optional.of(named);
        if (message.path("citizens").isArray()) {
            onlyCitizens.clear();
            message.path("citizens")
                    .forEach(
                            name -> onlyCitizens.add(GraphName.of(name.asText()).graph()));
        }
        acknowledge();
    }

    private void acknowledge() {
        answers.add(OriginalWire.ack(connection.id(), globs.topics(), org));
    }

    /** What it has of {@code graph} is void. */
    void comeAgain(String graph) {
        if (toldFrom.containsKey(graph)) {
            connection.close(CloseCode.RESTART, "too much of a graph has changed to be told: come back");
        }
    }

    /** {@code entry} is no longer kept: whoever has not been told of it is not up to date, and never will be. */
    void lost(OriginalStream.Entry entry) {
        if (cursor < entry.index() && !entry.type().equals(OriginalWire.ACK) && isForUs(entry)) {
            connection.close(CloseCode.RESTART, "you fell too far behind a graph that changes: come back");
        }
    }

    /** There is no {@code graph} any more; should it come again, it is another. */
    void forget(String graph) {
        toldFrom.remove(graph);
        refusalsTold.remove(graph);
    }

    void offerMore() {
        connection.pump(System.nanoTime(), false);
    }

    @Override
    public Gate.Grant grant() {
        return grant;
    }

    @Override
    public Collection<String> watches() {
        return toldFrom.keySet();
    }

    @Override
    public Optional<ByteBuffer> next(long nowNanos, boolean tick) {
        if (!grant.mayLook()) {
            return Optional.empty(); // until its token has come
        }
        if (stage == Stage.WAITING) {
            if (nowNanos - openedNanos < FIRST_WORD_NANOS) {
                return Optional.empty();
            }
            stage = Stage.ACKNOWLEDGED;
            acknowledge();
        }
        ByteBuffer answer = answers.poll();
        if (answer != null) {
            return Optional.of(answer);
        }
        if (stage == Stage.ACKNOWLEDGED) {
            stage = Stage.GRAPHS;
            sessionNanos = nowNanos;
            hierarchyTold = stream.hierarchyVersion();
            return Optional.of(stream.hierarchy(grant));
        }
        Optional<ByteBuffer> ofGraphs = wantsSnapshots ? nextOfGraphs(nowNanos) : Optional.empty();
        if (ofGraphs.isPresent() || sending.isPresent()) {
            return ofGraphs; // while a graph is on its way nothing overtakes it
        }
        if (stage == Stage.GRAPHS) {
            if (wantsSnapshots && isWaitingForGraphs(nowNanos)) {
                return Optional.empty();
            }
            stage = Stage.LIVE;
        }
        return nextOfStream(tick);
    }

    private boolean isWaitingForGraphs(long nowNanos) {
        return nowNanos - sessionNanos < PICTURES_NANOS
                && stream.feed().lives().all().stream().anyMatch(this::isComing);
    }

    private boolean isComing(Life life) {
        return life.answers()
                && wants(life.graph())
                && !toldFrom.containsKey(life.graph())
                && stream.room().refusal(life.graph()).isEmpty();
    }

    /** The next part of a graph this socket has not got yet; the first citizen's comes last, for the page shows the last. */
    private Optional<ByteBuffer> nextOfGraphs(long nowNanos) {
        if (sending.isEmpty()) {
            sending = nextTrack(nowNanos).map(track -> {
                toldFrom.put(track.graph(), stream.head());
                return new Sending(track.picture().orElseThrow(), track.sincePicture());
            });
        }
        if (sending.isEmpty()) {
            return nextRefusal();
        }
        Optional<ByteBuffer> frame = sending.get().frame();
        if (sending.get().isOver()) {
            endSending();
        }
        return frame;
    }

    private void endSending() {
        sending.ifPresent(Sending::end);
        sending = Optional.empty();
    }

    private Optional<ByteBuffer> nextRefusal() {
        for (Life life : stream.feed().lives().all()) {
            Optional<String> refusal = stream.room().refusal(life.graph());
            if (refusal.isPresent()
                    && wants(life.graph())
                    && !toldFrom.containsKey(life.graph())
                    && refusalsTold.add(life.graph())) {
                return Optional.of(OriginalWire.noGraph(life.graph(), refusal.get()));
            }
        }
        return Optional.empty();
    }

    private Optional<CitizenTrack> nextTrack(long nowNanos) {
        List<CitizenTrack> missing = new ArrayList<>();
        for (Life life : stream.feed().lives().all()) {
            stream.track(life.graph())
                    .filter(track -> wants(track.graph()) && !toldFrom.containsKey(track.graph()))
                    .filter(track -> track.picture()
                            .filter(chunks -> chunks.picture().nodes() > 0)
                            .isPresent())
                    .ifPresent(missing::add);
        }
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        boolean firstIsNext = missing.size() == 1;
        if (firstIsNext && stage == Stage.GRAPHS && isPreferred(missing.get(0)) && othersAreComing(nowNanos)) {
            return Optional.empty();
        }
        return Optional.of(firstIsNext ? missing.get(0) : missing.get(1));
    }

    private boolean isPreferred(CitizenTrack track) {
        List<Life> all = stream.feed().lives().all();
        return !all.isEmpty() && all.get(0).graph().equals(track.graph());
    }

    private boolean othersAreComing(long nowNanos) {
        return nowNanos - sessionNanos < PICTURES_NANOS
                && stream.feed().lives().all().stream().skip(1).anyMatch(this::isComing);
    }

    private boolean wants(String graph) {
        return (onlyCitizens.isEmpty() || onlyCitizens.contains(graph)) && grant.mayWatch(graph);
    }

    private Optional<ByteBuffer> nextOfStream(boolean tick) {
        if (hierarchyTold != stream.hierarchyVersion()) {
            hierarchyTold = stream.hierarchyVersion();
            return Optional.of(stream.hierarchy(grant));
        }
        if (!tick) {
            return Optional.empty();
        }
        if (stateTold != stream.stateVersion()) {
            stateTold = stream.stateVersion();
            if (globs.wants("dashboard.state.emit@1.0") && !grant.isLimited()) { // it sums up all citizens
                return Optional.of(stream.state());
            }
        }
        boolean lagging = stream.head() - cursor > LAGGING;
        for (Optional<OriginalStream.Entry> entry = stream.after(cursor);
                entry.isPresent();
                entry = stream.after(cursor)) {
            cursor = entry.get().index();
            if (!isForUs(entry.get())) {
                continue;
            }
            if (lagging && stream.superseded(entry.get())) {
                clients.counters().merged.increment();
                continue;
            }
            return Optional.of(entry.get().frame());
        }
        return Optional.empty();
    }

    private boolean isForUs(OriginalStream.Entry entry) {
        if (!globs.wants(entry.type())) {
            return false;
        }
        if (entry.type().equals(OriginalWire.ACK)) {
            return entry.graph().isEmpty() || grant.mayWatch(entry.graph());
        }
        if (!wants(entry.graph())) {
            return false;
        }
        Long from = toldFrom.get(entry.graph());
        return wantsSnapshots ? from != null && entry.index() > from : true;
    }

    @Override
    public Backlog backlog() {
        return new Backlog(Math.max(0, stream.head() - cursor), connection.inFlightBytes());
    }

    @Override
    public long slowNanos() {
        return clients.limits().slowOriginal().toNanos();
    }

    @Override
    public void onLag(long behindMillis, Backlog backlog) {
        // this dialect has no word for it
    }

    @Override
    public void onClosed() {
        stream.leave(this, System.nanoTime());
        answers.clear();
        endSending();
    }
}
