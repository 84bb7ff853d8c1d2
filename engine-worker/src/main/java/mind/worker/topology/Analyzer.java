package mind.worker.topology;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import mind.protocol.WireJson;
import mind.worker.control.Answer;
import mind.worker.control.Args;
import mind.worker.control.Refusal;
import mind.worker.graph.MindGraph;
import mind.worker.life.Session;
import mind.worker.link.CitizenLog;
import mind.worker.publish.Speaker;

/**
 * Works out a mind's {@link Topology} on a thread of its own, some seconds after it is loaded and after each change of its
 * structure, and tells what it found; watches its hubs' energy; answers the command {@code analyze}. It reads what never
 * changes in a graph, and energies only as copies made between two ticks.
 */
public final class Analyzer implements AutoCloseable {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(5); // after load, for dashboards to have data soon
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(60); // between two analyses, and two tellings
    private static final long WATCH_NANOS = TimeUnit.SECONDS.toNanos(5); // between two looks at the hubs' energy
    private static final long LOOK_MILLIS = 500;
    private static final long COPY_MILLIS = 3_000; // longest wait for the tick thread
    private static final int ASKED = 16; // requests that wait; one more is refused
    private static final int NODES_TOLD = 512; // events of single subentities at once: half of what the speaker holds
    private static final List<String> TYPES = List.of("full", "rich_club", "integration_metrics");

    private final Supplier<Optional<Session>> sessions;
    private final Speaker speaker;
    private final String citizen;
    private final CitizenLog log;
    private final BlockingQueue<Request> requests = new ArrayBlockingQueue<>(ASKED);
    private final Thread thread = new Thread(this::work, "analyzer");
    private volatile boolean closed;

    private MindGraph seen; // the graph that runs
    private long seenNanos;
    private MindGraph analyzed;
    private MindGraph told; // the graph whose analysis was told by itself, not because somebody asked
    private long triedNanos;
    private TopologyEvents events;
    private Topology topology;
    private long toldNanos;
    private long watchedNanos;
    private final BitSet atRisk = new BitSet();

    private record Request(String type, Optional<String> node, Session session, Answer answer) {}

    /**
     * @param sessions the engine that runs, if one does
     * @param citizen  its name on the wire
     */
    public Analyzer(Supplier<Optional<Session>> sessions, Speaker speaker, String citizen, CitizenLog log) {
        this.sessions = sessions;
        this.speaker = speaker;
        this.citizen = citizen;
        this.log = log;
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    public void start() {
        thread.start();
    }

    /** The command {@code analyze}: takes the request in, and answers with the events it made. */
    public void analyze(Session session, Args args, Answer answer) throws Refusal {
        String type = args.choice("type", "full", TYPES);
        String node = args.text("node_id", "");
        if (!node.isEmpty() && session.mind().graph().subentity(node) < 0) {
            throw Refusal.notFound("no subentity \"" + node + "\"");
        }
        if (!requests.offer(new Request(type, Optional.of(node).filter(id -> !id.isEmpty()), session, answer))) {
            throw Refusal.notRunning(ASKED + " analyses wait already: try again in a moment");
        }
    }

    private void work() {
        while (!closed) {
            try {
                Request request = requests.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (request != null) {
                    answer(request);
                } else {
                    look();
                }
            } catch (InterruptedException e) {
                return; // only close() interrupts
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                log.fault("an analysis of the topology failed", e);
            }
        }
    }

    private void look() throws InterruptedException, ExecutionException, TimeoutException {
        Optional<Session> session = sessions.get();
        if (session.isEmpty()) {
            return;
        }
        MindGraph graph = session.get().mind().graph();
        long now = System.nanoTime();
        if (graph != seen) {
            seen = graph;
            seenNanos = now;
        }
        boolean due = triedNanos == 0 || now - triedNanos >= AGAIN_NANOS;
        if (graph != told && now - seenNanos >= FIRST_NANOS && due) {
            triedNanos = now;
            bring(graph, Pace.gentle());
            double[] energy = energies(session.get());
            tellRichClub(energy);
            tellNodes();
            speaker.event(TopologyEvents.POPULATION, events.population());
            watchHubs(energy);
            told = graph;
        } else if (graph == told && now - watchedNanos >= WATCH_NANOS) {
            double[] energy = energies(session.get());
            watchHubs(energy);
            if (now - toldNanos >= AGAIN_NANOS) {
                tellRichClub(energy); // the hubs' energies have moved, and someone may have come since
            }
        }
    }

    /** Makes {@link #topology} that of {@code graph}. */
    private void bring(MindGraph graph, Pace pace) {
        if (graph == analyzed) {
            return;
        }
        topology = new Topology(graph, pace);
        events = new TopologyEvents(graph, citizen, topology);
        analyzed = graph;
        atRisk.clear();
    }

    private static double[] energies(Session session)
            throws InterruptedException, ExecutionException, TimeoutException {
        return session.loop()
                .submit(engine -> engine.graph().subentities.energy.clone())
                .get(COPY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tellRichClub(double[] energy) {
        if (energy.length == topology.depth.length) { // else the graph has just been replaced
            speaker.event(TopologyEvents.RICH_CLUB, events.richClub(energy));
            toldNanos = System.nanoTime();
        }
    }

    private void tellNodes() {
        for (int s : mostCentral()) {
            speaker.event(TopologyEvents.NODE, events.node(s));
        }
    }

    /** The subentities worth telling one by one: all, or where there are too many those of the highest closeness. */
    private List<Integer> mostCentral() {
        var all = new ArrayList<Integer>();
        for (int s = 0; s < topology.depth.length; s++) {
            all.add(s);
        }
        all.sort((a, b) -> Double.compare(topology.distances.closeness[b], topology.distances.closeness[a]));
        return all.subList(0, Math.min(NODES_TOLD, all.size()));
    }

    /** Tells of each hub as it comes to be at risk, and again only after it was out of it. */
    private void watchHubs(double[] energy) {
        watchedNanos = System.nanoTime();
        if (energy.length != topology.depth.length) {
            return;
        }
        for (int hub : topology.hubs) {
            Optional<ObjectNode> risk = events.hubAtRisk(hub, energy[hub]);
            if (risk.isPresent() && !atRisk.get(hub)) {
                speaker.event(TopologyEvents.AT_RISK, risk.get());
            }
            atRisk.set(hub, risk.isPresent());
        }
    }

    private void answer(Request request) throws InterruptedException {
        try {
            bring(request.session.mind().graph(), Pace.FULL);
            double[] energy = energies(request.session);
            if (energy.length != topology.depth.length) {
                request.answer.refused(409, "the graph has just been loaded anew: ask again");
                return;
            }
            ArrayNode made = WireJson.MAPPER.createArrayNode();
            if (!request.type.equals("integration_metrics")) {
                made.add(events.richClub(energy));
                for (int hub : topology.hubs) {
                    events.hubAtRisk(hub, energy[hub]).ifPresent(made::add);
                }
            }
            if (!request.type.equals("rich_club")) {
                if (request.node.isPresent()) {
                    made.add(events.node(analyzed.subentity(request.node.get())));
                } else {
                    mostCentral().forEach(s -> made.add(events.node(s)));
                    made.add(events.population());
                }
            }
            made.forEach(event -> speaker.event(event.path("type").asText(), event));
            request.answer.done(WireJson.MAPPER.createObjectNode().set("events", made));
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            log.fault("an analysis of the topology failed", e);
            request.answer.refused(500, "the analysis failed: " + e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
