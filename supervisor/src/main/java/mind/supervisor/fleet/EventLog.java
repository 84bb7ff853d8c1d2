package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mind.protocol.WireJson;

/**
 * Everything that happened: the last events in memory, each one a line of the supervisor's log and a line of JSON in {@code
 * logs/events.jsonl}. Both are written by a thread of its own, so that nobody waits for a disk; what a slow one leaves behind
 * is dropped and counted.
 */
final class EventLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger("mind.supervisor");
    private static final int REMEMBERED = 1_000;
    private static final int WAITING = 10_000;
    private static final long MOST_BYTES = 5 << 20;
    /** What happens together is written together, and after what it led to: a restart does not share a core with its story. */
    private static final long LINGER_MILLIS = 20;

    private final Path file;
    private final Deque<Event> recent = new ArrayDeque<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING);
    private final Thread writer = new Thread(this::write, "keeper-events");
    private volatile boolean closed;
    private long number;
    private final AtomicLong dropped = new AtomicLong();

    EventLog(Path state) {
        this.file = state.resolve("logs/events.jsonl");
        writer.setDaemon(true);
    }

    void start() {
        writer.start();
    }

    /** Tells everybody. {@code service} is empty for the supervisor itself. */
    void tell(String service, String type, String text) {
        String line = service.isEmpty() ? text : "[" + service + "] " + text;
        Event event;
        synchronized (recent) {
            event = new Event(++number, Instant.now(), service, type, line);
            recent.addLast(event);
            if (recent.size() > REMEMBERED) {
                recent.removeFirst();
            }
        }
        if (!waiting.offer(event)) {
            dropped.incrementAndGet();
        }
        for (Consumer<Event> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                listeners.remove(listener);
                LOG.log(Level.WARNING, "a listener of events failed and is told nothing more", e);
            }
        }
    }

    List<Event> recent() {
        synchronized (recent) {
            return List.copyOf(recent);
        }
    }

    AutoCloseable listen(Consumer<Event> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void write() {
        List<Event> events = new ArrayList<>();
        while (!closed || !waiting.isEmpty()) {
            try {
                Event first = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                if (!closed) {
                    TimeUnit.MILLISECONDS.sleep(LINGER_MILLIS);
                }
                events.add(first);
                waiting.drainTo(events);
                events.forEach(EventLog::log);
                append(events);
            } catch (IOException e) {
                dropped.addAndGet(events.size()); // the next that can be written says so
            } catch (InterruptedException e) {
                return;
            } finally {
                events.clear();
            }
        }
    }

    private static void log(Event event) {
        boolean serious =
                switch (event.type()) {
                    case "warning", "quarantined", "blocked" -> true;
                    default -> false;
                };
        var record = new LogRecord(serious ? Level.WARNING : Level.INFO, event.text());
        record.setLoggerName(LOG.getName());
        record.setInstant(event.time());
        LOG.log(record);
    }

    private void append(List<Event> events) throws IOException {
        if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
            Files.move(file, file.resolveSibling("events.jsonl.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createDirectories(file.getParent());
        var lines = new StringBuilder();
        for (Event event : events) {
            lines.append(WireJson.MAPPER.writeValueAsString(Map.of(
                            "number", event.number(),
                            "time", event.time().toString(),
                            "service", event.service(),
                            "type", event.type(),
                            "text", event.text(),
                            "dropped", dropped.get())))
                    .append('\n');
        }
        Files.writeString(file, lines, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Override
    public void close() {
        closed = true;
        try {
            writer.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
