package mind.supervisor.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlServerTest {
    @TempDir
    private Path state;

    /** A screen that remembers. */
    private static final class Memory implements Screen {
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());
        final List<String> problems = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void line(String text) {
            lines.add(text);
        }

        @Override
        public void problem(String text) {
            problems.add(text);
        }

        @Override
        public Look look() {
            return new Look(true, false, 80);
        }

        @Override
        public boolean open(long millis) {
            return true;
        }
    }

    private ControlServer serving(ControlServer.Handler handler) throws IOException {
        var server = new ControlServer(state, Map.of(), handler);
        server.start();
        return server;
    }

    @Test
    void answers_lines_problems_and_the_exit_code_to_whoever_asks() throws IOException {
        try (var server = serving((request, screen) -> {
            screen.line(String.join("+", request.arguments()) + " " + request.look());
            screen.problem("a bit wrong: ü\nand more");
            screen.line("");
            return 6;
        })) {
            var screen = new Memory();
            assertEquals(OptionalInt.of(6), ControlClient.ask(state, List.of("status", "iris ü", ""), screen));
            assertEquals(List.of("status+iris ü+ " + screen.look(), ""), screen.lines);
            assertEquals(List.of("a bit wrong: ü", "and more"), screen.problems);
        }
    }

    @Test
    void answers_nobody_where_no_supervisor_listens_even_if_its_socket_file_was_left() throws IOException {
        assertEquals(OptionalInt.empty(), ControlClient.ask(state, List.of("status"), new Memory()));
        var server = serving((request, screen) -> 0);
        Path socket = state.resolve(ControlSocket.NAME);
        Path kept = state.resolve("kept");
        Files.move(socket, kept);
        server.close();
        Files.move(kept, socket);
        assertEquals(OptionalInt.empty(), ControlClient.ask(state, List.of("status"), new Memory()));
        try (var next = serving((request, screen) -> 3)) {
            assertEquals(OptionalInt.of(3), ControlClient.ask(state, List.of("status"), new Memory()));
        }
    }

    @Test
    void one_that_ends_before_it_has_heard_is_nobody() throws Exception {
        try (var ending = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            ending.bind(ControlSocket.address(ControlSocket.of(state)));
            var asked = CompletableFuture.supplyAsync(() -> {
                try {
                    return ControlClient.ask(state, List.of("status"), new Memory());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (var client = ending.accept()) {
                client.read(ByteBuffer.allocate(1)); // what is left unread resets the connection
            }
            assertEquals(OptionalInt.empty(), asked.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_socket_that_is_deleted_is_opened_anew_and_what_is_under_way_goes_on() throws Exception {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var server = serving((request, screen) -> {
            if (request.arguments().equals(List.of("long"))) {
                begun.countDown();
                goOn.await();
            }
            return 5;
        })) {
            var underWay = CompletableFuture.supplyAsync(() -> {
                try {
                    return ControlClient.ask(state, List.of("long"), new Memory());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            begun.await();
            Files.delete(state.resolve(ControlSocket.NAME));
            server.reopenIfGone();
            assertEquals(OptionalInt.of(5), ControlClient.ask(state, List.of("status"), new Memory()));
            goOn.countDown();
            assertEquals(OptionalInt.of(5), underWay.get(30, TimeUnit.SECONDS));
        }
        assertEquals(OptionalInt.empty(), ControlClient.ask(state, List.of("status"), new Memory()));
    }

    @Test
    void the_socket_is_its_owners_alone() throws IOException {
        try (var server = serving((request, screen) -> 0)) {
            var mode = Files.getPosixFilePermissions(state.resolve(ControlSocket.NAME));
            assertEquals("rw-------", PosixFilePermissions.toString(mode));
        }
    }

    @Test
    void a_state_directory_with_a_long_path_points_to_a_short_socket() throws IOException {
        Path deep = Files.createDirectories(state.resolve("x".repeat(60)).resolve("y".repeat(60)));
        Path runtime = Files.createDirectories(state.resolve("run"));
        var server = new ControlServer(deep, Map.of("XDG_RUNTIME_DIR", runtime.toString()), (request, screen) -> 0);
        try (server) {
            server.start();
            assertTrue(ControlSocket.of(deep).startsWith(runtime));
            assertTrue(ControlSocket.of(deep).toString().length() <= ControlSocket.MAX_PATH_BYTES);
            assertEquals(OptionalInt.of(0), ControlClient.ask(deep, List.of("status"), new Memory()));
        }
    }

    @Test
    void a_command_that_fails_is_answered_and_the_next_one_too() throws IOException {
        try (var server = serving((request, screen) -> {
            throw new IllegalStateException("broken on purpose");
        })) {
            for (int i = 0; i < 2; i++) {
                var screen = new Memory();
                assertEquals(OptionalInt.of(1), ControlClient.ask(state, List.of("status"), screen));
                assertTrue(screen.problems.get(0).contains("broken on purpose"), screen.problems.toString());
            }
        }
    }

    @Test
    void a_command_that_waits_holds_nobody_else_and_learns_when_its_asker_leaves() throws Exception {
        var left = new CompletableFuture<Boolean>();
        var waiting = new CountDownLatch(1);
        try (var server = serving((request, screen) -> {
            if (request.arguments().contains("-f")) {
                waiting.countDown();
                while (screen.open(20)) {}
                left.complete(true);
            }
            return 0;
        })) {
            try (var follower = connect()) {
                send(follower, "POST / HTTP/1.1\r\nContent-Length: 7\r\n\r\nlogs\n-f");
                assertTrue(waiting.await(60, TimeUnit.SECONDS));
                assertEquals(OptionalInt.of(0), ControlClient.ask(state, List.of("status"), new Memory()));
            }
            assertTrue(left.get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_request_that_is_too_long_is_refused_in_one_line() throws IOException {
        try (var server = serving((request, screen) -> 0);
                var client = connect()) {
            send(client, "POST / HTTP/1.1\r\nContent-Length: 70000\r\n\r\n");
            String answer = readAll(client);
            assertTrue(answer.endsWith("the command line is longer than 65536 bytes\n\u00042\n"), answer);
        }
        try (var server = serving((request, screen) -> 0);
                var client = connect()) {
            send(client, "POST / HTTP/1.1\r\nX: " + "x".repeat(9_000));
            String answer = readAll(client);
            assertTrue(answer.contains("the request's head is longer than"), answer);
        }
    }

    @Test
    void a_hundred_askers_at_once_are_all_answered() {
        try (var server = serving((request, screen) -> 0)) {
            var answers = java.util.stream.IntStream.range(0, 100)
                    .parallel()
                    .mapToObj(i -> {
                        try {
                            return ControlClient.ask(state, List.of("status"), new Memory());
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
            assertTrue(answers.stream().allMatch(OptionalInt::isPresent), answers.toString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void ending_waits_for_the_answers_under_way() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        Executor ownThread = work -> new Thread(work).start(); // the common pool may have one thread for both
        var server = serving((request, screen) -> {
            begun.countDown();
            go.await();
            screen.line("all stopped");
            return 0;
        });
        var screen = new Memory();
        var answer = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return ControlClient.ask(state, List.of("down"), screen);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                ownThread);
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        var closing = CompletableFuture.runAsync(server::close, ownThread);
        Awaitility.await().atMost(Duration.ofSeconds(4)).until(() -> !canConnect());
        go.countDown();
        assertEquals(OptionalInt.of(0), answer.get(60, TimeUnit.SECONDS));
        assertEquals(List.of("all stopped"), screen.lines);
        closing.get(60, TimeUnit.SECONDS);
    }

    @Test
    void ending_ends_those_who_follow_with_an_answer() throws Exception {
        var following = new CountDownLatch(1);
        var server = serving((request, screen) -> {
            following.countDown();
            while (screen.open(20)) {}
            screen.line("the last line");
            return 0;
        });
        var screen = new Memory();
        var answer = new CompletableFuture<OptionalInt>();
        new Thread(() -> {
                    try {
                        answer.complete(ControlClient.ask(state, List.of("logs", "-f"), screen));
                    } catch (IOException e) {
                        answer.completeExceptionally(e);
                    }
                })
                .start();
        assertTrue(following.await(60, TimeUnit.SECONDS));
        server.close();
        assertEquals(OptionalInt.of(0), answer.get(30, TimeUnit.SECONDS));
        assertEquals(List.of("the last line"), screen.lines);
    }

    private boolean canConnect() {
        try (var client = connect()) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private SocketChannel connect() throws IOException {
        var client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.connect(ControlSocket.address(state.resolve(ControlSocket.NAME)));
        return client;
    }

    private static void send(SocketChannel client, String text) throws IOException {
        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String readAll(SocketChannel client) throws IOException {
        var bytes = ByteBuffer.allocate(64 << 10);
        while (client.read(bytes) >= 0) {}
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
