package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import mind.protocol.Channels;
import mind.protocol.EngineStatus;
import mind.protocol.Message;
import mind.protocol.Reply;
import mind.protocol.WireJson;
import mind.worker.lease.Tenure;
import mind.worker.link.CitizenLog;
import mind.worker.link.Link;
import mind.worker.link.Retry;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Everything a worker says on the bus, said by one thread over one connection, in order: lifecycles, answers and the
 * numbered events. Nothing here ever makes a caller wait: what can't be sent stays with its feed, which merges, or in a
 * queue that drops its oldest and counts it.
 */
/*
 * A seq is used up when its event is encoded, whether or not the server then takes it: a message that may or may not have
 * arrived leaves a hole that every listener can see, never two messages of one number.
 *
 * Nothing is said without a current tenure. A process that was frozen past its lease finds it expired before it says the
 * next word, and keeps silent until the lease is confirmed or lost.
 */
public final class Speaker implements AutoCloseable {
    private static final int QUEUE = 1_024; // messages that wait, answers and single events together
    private static final int QUEUE_BYTES = 8 << 20; // of their bodies
    private static final int ROUND = 256; // most of them in one round trip
    private static final int ROUND_BYTES = 1 << 20; // of their bodies, the one that exceeds it included
    private static final long IDLE_NANOS = 1_000_000_000;
    private static final long HELD_NANOS = 50_000_000; // between looks at a tenure that is not current
    private static final long FAULT_NANOS = 60_000_000_000L; // between two lines about messages that have no form
    private static final long STUCK_NANOS = 5_000_000_000L; // a round trip longer than this is cut off

    private final Link link;
    private final String citizen;
    private final String events;
    private final Supplier<EngineStatus> status;
    private final CitizenLog log;
    private final Retry retry;
    private final BlockingQueue<Outgoing> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong queueBytes = new AtomicLong();
    private final Thread thread = new Thread(this::speak, "speaker");
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(4_096);

    private volatile Tenure tenure;
    private volatile Feed feed = Feed.SILENT;
    private volatile boolean lifecycleDue;
    private volatile boolean listened;
    private volatile boolean closed;
    private volatile boolean busy;
    private volatile long roundTripSince; // 0 while none is under way
    private volatile long dropped;
    private volatile long sent;
    private volatile long seq;
    private volatile long lastFrame;
    private long faultSaidNanos = System.nanoTime() - FAULT_NANOS; // guarded by this

    /** A message that waits; {@code channel} is empty for an event, which is numbered when it is sent. */
    private record Outgoing(
            String channel, String type, String request, long epoch, long seq, long frame, byte[] body) {}

    /**
     * @param link    a connection of its own to the bus
     * @param graph   the citizen on the wire
     * @param status  what a lifecycle message says
     */
    public Speaker(Link link, String graph, Supplier<EngineStatus> status, CitizenLog log) {
        this.link = link;
        this.citizen = graph;
        this.events = Channels.events(graph);
        this.status = status;
        this.log = log;
        this.retry = new Retry(log, "Events reach the bus again", 100, 1_000);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** From now on speaks under {@code tenure}, its events numbered from 1. */
    public synchronized void begin(Tenure newTenure) {
        dropQueue();
        seq = 0;
        lastFrame = 0;
        feed = Feed.SILENT;
        tenure = newTenure;
        lifecycle();
    }

    /** Takes events from {@code newFeed}, and from no other. */
    public synchronized void feed(Feed newFeed) {
        feed = newFeed;
        wake();
    }

    /** Tells everyone that indices are void, and from then on takes events from {@code newFeed}. */
    public synchronized void reset(String reason, Feed newFeed) {
        event("reset", Map.of("reason", reason));
        feed = newFeed;
    }

    /** Says how the engine is, as soon as it can be said. */
    public void lifecycle() {
        lifecycleDue = true;
        wake();
    }

    /** Wakes the thread; costs the caller nothing and allocates nothing. */
    public void wake() {
        LockSupport.unpark(thread);
    }

    /** Whether this worker may speak for its citizen at this moment. */
    public boolean mayTell() {
        Tenure current = tenure;
        return current != null && current.current();
    }

    /** Whether somebody heard the last event; a feed may then tell more, and more often. */
    public boolean listened() {
        return listened;
    }

    /** A single event, from any thread but the tick's. */
    public void event(String type, Object content) {
        try {
            enqueue(new Outgoing("", type, "", 0, 0, lastFrame, WireJson.MAPPER.writeValueAsBytes(content)));
        } catch (JsonProcessingException e) {
            unsaid("event " + type, e);
        }
    }

    /** The answer to {@code request}; without a channel it goes nowhere. */
    public void reply(String channel, String request, Reply reply) {
        if (!channel.isEmpty()) {
            try {
                byte[] bytes = WireJson.MAPPER.writeValueAsBytes(reply);
                enqueue(new Outgoing(channel, Reply.TYPE, request, 0, -1, lastFrame, bytes));
            } catch (JsonProcessingException e) {
                unsaid("an answer", e);
            }
        }
    }

    /** One part of a snapshot, whose seq is its own. */
    public void part(String channel, String request, long epoch, long atSeq, long frame, byte[] bytes) {
        if (!channel.isEmpty()) {
            enqueue(new Outgoing(channel, Reply.SNAPSHOT_TYPE, request, epoch, atSeq, frame, bytes));
        }
    }

    private void enqueue(Outgoing message) {
        while (!queue.isEmpty() && queueBytes.get() + message.body.length > QUEUE_BYTES || !queue.offer(message)) {
            if (next() != null) {
                countDropped(1);
            }
        }
        queueBytes.addAndGet(message.body.length);
        wake();
    }

    /** The oldest message that waits, which does so no longer; null if none does. */
    private Outgoing next() {
        Outgoing oldest = queue.poll();
        if (oldest != null) {
            queueBytes.addAndGet(-oldest.body.length);
        }
        return oldest;
    }

    private void speak() {
        while (!closed) {
            Tenure current = tenure;
            if (current == null || !current.current()) {
                if (current != null && current.over()) {
                    forget(current);
                }
                LockSupport.parkNanos(current == null ? IDLE_NANOS : HELD_NANOS);
            } else if (!lifecycleDue && queue.isEmpty() && !feed.ready()) {
                LockSupport.parkNanos(IDLE_NANOS);
            } else {
                busy = true;
                try {
                    round(current);
                } catch (RuntimeException e) {
                    log.fault("publishing failed", e);
                    LockSupport.parkNanos(IDLE_NANOS);
                } finally {
                    busy = false;
                }
            }
        }
    }

    private synchronized void forget(Tenure ended) {
        if (tenure == ended) {
            tenure = null;
            feed = Feed.SILENT;
            lifecycleDue = false;
            dropQueue();
        }
    }

    /** What waits was meant for a tenure that is over. */
    private void dropQueue() {
        int waiting = 0;
        while (next() != null) {
            waiting++;
        }
        countDropped(waiting);
    }

    /** One round trip: whatever is to be said now. */
    private void round(Tenure current) {
        List<byte[]> channels = new ArrayList<>();
        List<byte[]> messages = new ArrayList<>();
        try {
            link.open(); // before anything is numbered: without a server it stays where it merges
        } catch (JedisException e) {
            failed(e, 0);
            return;
        }
        var sink = new Sink(current, channels, messages);
        synchronized (this) { // begin() and feed() wait for the encoding, never for the network
            if (tenure != current) {
                return;
            }
            if (lifecycleDue) {
                lifecycleDue = false;
                encode("the lifecycle", sink::lifecycle);
            }
            int bytes = 0;
            for (Outgoing next; messages.size() < ROUND && bytes < ROUND_BYTES && (next = next()) != null; ) {
                Outgoing message = next;
                bytes += message.body.length;
                encode(message.type, () -> sink.add(message));
            }
            if (feed.ready()) {
                encode("what the engine tells", () -> feed.tell(sink));
            }
        }
        if (!current.current() || messages.isEmpty()) {
            countDropped(messages.size());
            return;
        }
        roundTripSince = System.nanoTime();
        try {
            send(channels, messages);
        } catch (RuntimeException e) { // also of an answer that makes no sense: nor may what follows it
            link.drop();
            failed(e, messages.size());
        } finally {
            roundTripSince = 0;
        }
    }

    /** Puts something into the form it has on the bus. */
    private interface Encoding {
        void run() throws IOException;
    }

    /** Does {@code encoding}; what fails is counted and left out, and takes nothing else of its round with it. */
    private void encode(String what, Encoding encoding) {
        try {
            encoding.run();
        } catch (IOException | RuntimeException e) {
            unsaid(what, e);
        }
    }

    /** Counts a message that has no form on the bus; says so now and then, since an asker can make any number of them. */
    private synchronized void unsaid(String what, Exception why) {
        dropped++;
        long now = System.nanoTime();
        if (now - faultSaidNanos >= FAULT_NANOS) {
            faultSaidNanos = now;
            log.fault(what + " could not be put into words; others like it are only counted for a minute", why);
        }
    }

    private void send(List<byte[]> channels, List<byte[]> messages) {
        Link.Batch batch = link.batch();
        for (int i = 0; i < messages.size(); i++) {
            batch.add("PUBLISH", channels.get(i), messages.get(i));
        }
        List<Object> answers = batch.answers();
        byte[] eventChannel = Channels.events(citizen).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof JedisDataException refused) {
                throw refused;
            }
            if (java.util.Arrays.equals(channels.get(i), eventChannel)) {
                listened = ((Long) answers.get(i)) > 0;
            }
        }
        sent += answers.size();
        retry.worked();
    }

    private void failed(RuntimeException e, int lost) {
        countDropped(lost);
        listened = false;
        lifecycleDue = true; // the first thing to say when it works again
        if (!closed) {
            rest(retry.failed("Events don't reach the bus: " + link.trouble(e)));
        }
    }

    /** Waits, whoever wakes this thread meanwhile: each tick does. */
    private void rest(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = end - System.nanoTime(); left > 0 && !closed; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private synchronized void countDropped(int messages) {
        dropped += messages;
    }

    /** Cuts off a round trip that the server has left hanging; called once a second by another thread. */
    public void unstick() {
        long since = roundTripSince;
        if (since != 0 && System.nanoTime() - since > STUCK_NANOS) {
            link.drop();
        }
    }

    /** Messages that could not be said. */
    public long dropped() {
        return dropped;
    }

    /** Messages the server took. */
    public long sent() {
        return sent;
    }

    /** Waits until all has been said that can be said now, at most {@code limit}. */
    public void drain(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while ((lifecycleDue || busy || !queue.isEmpty()) && tenure != null && System.nanoTime() < end) {
            wake();
            Thread.sleep(5);
        }
    }

    @Override
    public void close() {
        closed = true;
        link.close();
        wake();
    }

    private final class Sink implements EventSink {
        private final Tenure current;
        private final List<byte[]> channels;
        private final List<byte[]> messages;
        private final byte[] eventChannel = events.getBytes(java.nio.charset.StandardCharsets.UTF_8);

        Sink(Tenure current, List<byte[]> channels, List<byte[]> messages) {
            this.current = current;
            this.channels = channels;
            this.messages = messages;
        }

        @Override
        public void event(String type, long frame, BodyWriter writer) {
            seq++; // also of one that can't be written: the hole tells listeners that something is missing
            lastFrame = frame;
            encode(type, () -> {
                body.reset();
                try (JsonGenerator json = WireJson.MAPPER.getFactory().createGenerator(body)) {
                    writer.write(json);
                }
                put(eventChannel, type, current.epoch(), seq, frame, "", body.toByteArray());
            });
        }

        void lifecycle() throws JsonProcessingException {
            byte[] bytes = WireJson.MAPPER.writeValueAsBytes(status.get());
            byte[] channel = Channels.LIFECYCLE.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            put(channel, "lifecycle", current.epoch(), seq, lastFrame, "", bytes);
        }

        void add(Outgoing message) {
            if (message.channel.isEmpty()) {
                seq++;
                put(eventChannel, message.type, current.epoch(), seq, lastFrame, "", message.body);
                return;
            }
            byte[] channel = message.channel.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            boolean own = message.seq >= 0;
            put(
                    channel,
                    message.type,
                    own ? message.epoch : current.epoch(),
                    own ? message.seq : seq,
                    message.frame,
                    message.request,
                    message.body);
        }

        private void put(
                byte[] channel, String type, long epoch, long atSeq, long frame, String request, byte[] bytes) {
            var header = new Message.Header(type, citizen, epoch, atSeq, frame, System.currentTimeMillis(), request);
            byte[] encoded = new Message(header, ByteBuffer.wrap(bytes)).encode(); // first: it may fail
            channels.add(channel);
            messages.add(encoded);
        }

        @Override
        public long seq() {
            return seq;
        }

        @Override
        public long epoch() {
            return current.epoch();
        }

        @Override
        public boolean listened() {
            return listened;
        }
    }
}
