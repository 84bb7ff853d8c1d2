package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import mind.protocol.FalkorDb;
import mind.protocol.WireJson;
import mind.supervisor.Folders;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** The mind command as people type it, on an instance of its own; closing it stops whatever the instance started. */
final class MindCli implements AutoCloseable {
    /** A machine under test is slow: a deadline that is behaviour is asserted apart. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A wait of that patience for what is only a matter of time. */
    static ConditionFactory soon() {
        return Awaitility.await().atMost(PATIENCE);
    }

    /** What a command printed and how it ended. */
    record Answer(int exitCode, String out, String err) {
        @Override
        public String toString() {
            return "exit " + exitCode + "\n" + out + err;
        }

        /** It ended so, and said one line on standard error that has {@code part}. */
        void assertLine(int code, String part) {
            assertEquals(code, exitCode, toString());
            assertEquals(1, err.lines().count(), toString());
            assertTrue(err.contains(part), toString());
            assertPlain();
        }

        /** It used no words of the machinery: neither a stack trace nor the name of a Java class. */
        void assertPlain() {
            assertFalse(toString().matches("(?s).*(\\tat |java\\.|Exception).*"), toString());
        }
    }

    private final Path root = FalkorDb.root();
    private final Path state;
    private final int port;
    private final Map<String, String> environment = new HashMap<>();

    MindCli() {
        this(newFolder());
    }

    MindCli(Path state) {
        this.state = state;
        this.port = FalkorDb.freePort();
        set("MIND_STATE", state.toString());
        set("PORT", Integer.toString(port));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("mind-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path state() {
        return state;
    }

    int port() {
        return port;
    }

    String script() {
        return root.resolve("scripts/mind").toString();
    }

    void set(String name, String value) {
        environment.put(name, value);
    }

    /** Has it run the services that {@code yaml} names, by a file in {@code folder}. */
    void services(Path folder, String yaml) throws IOException {
        set("MIND_CONFIG", Files.writeString(folder.resolve("mind.yaml"), yaml).toString());
    }

    /** Starts the command and leaves it running. */
    Process start(Path out, Path err, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(script());
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).directory(state.getParent().toFile());
        List.of("FALKORDB_URL", "FALKORDB_HOST", "FALKORDB_PORT", "REDIS_URL", "BIND", "MIND_CONFIG")
                .forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        return builder.start();
    }

    Answer run(String... words) throws IOException, InterruptedException {
        Path out = Files.createTempFile("mind-it", ".out");
        Path err = Files.createTempFile("mind-it", ".err");
        try {
            Process process = start(out, err, words);
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("mind " + String.join(" ", words) + " did not end: " + read(out) + read(err));
            }
            return new Answer(process.exitValue(), read(out), read(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    /** What {@code status --json} says. */
    JsonNode status() throws IOException, InterruptedException {
        Answer answer = run("status", "--json");
        if (answer.out().isEmpty()) {
            throw new AssertionError("no status: " + answer);
        }
        return WireJson.MAPPER.readTree(answer.out());
    }

    JsonNode service(String name) throws IOException, InterruptedException {
        for (JsonNode service : status().get("services")) {
            if (service.get("name").asText().equals(name)) {
                return service;
            }
        }
        throw new AssertionError("no service " + name + " in " + status());
    }

    /** The pid of each service that has a process. */
    Map<String, Long> pids() throws IOException, InterruptedException {
        Map<String, Long> pids = new TreeMap<>();
        for (JsonNode service : status().get("services")) {
            if (!service.get("pid").isNull()) {
                pids.put(service.get("name").asText(), service.get("pid").asLong());
            }
        }
        return pids;
    }

    long supervisor() throws IOException, InterruptedException {
        return status().get("supervisor").get("pid").asLong();
    }

    static void kill(String signal, long pid) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                        .start()
                        .waitFor());
    }

    /** Whether the process is there and no zombie that its parent has not looked after. */
    static boolean alive(long pid) {
        try {
            String stat = read(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Answer down = run("down", "--now");
        if (down.exitCode() != 0 && down.exitCode() != 3) {
            throw new AssertionError("down: " + down);
        }
        Folders.delete(state);
    }
}
