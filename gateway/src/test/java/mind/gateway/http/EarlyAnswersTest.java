package mind.gateway.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EarlyAnswersTest {
    private static final int PATIENCE_MILLIS = 20_000;

    private final List<Socket> sockets = new ArrayList<>();
    private ServerSocketChannel channel;
    private EarlyAnswers early;

    @BeforeEach
    void listen() throws IOException {
        channel = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        early = new EarlyAnswers(List.of(channel));
        early.start();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        early.handOver();
        channel.close();
    }

    @Test
    void that_it_lives_is_answered_before_there_is_a_server_however_the_question_is_cut() throws IOException {
        Socket socket = connect();
        for (char c : request("/healthz").toCharArray()) {
            say(socket, String.valueOf(c));
        }
        String answer = rest(socket);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.endsWith(EarlyAnswers.STARTING), answer);
    }

    @Test
    void who_asks_for_more_says_nothing_says_half_or_says_much_is_answered_by_the_server() throws Exception {
        Socket whole = say(connect(), request("/"));
        Socket half = say(connect(), "GET /hea");
        Socket silent = connect();
        Socket longer = say(connect(), request("/", "X-Much: " + "m".repeat(3_000)));
        Socket two = say(connect(), request("/healthz").replace("close", "keep-alive") + request("/"));
        Socket left = say(connect(), "GET");
        left.close();
        // the early thread takes visitors in turn, so whoever came before this one has been taken in
        assertTrue(rest(say(connect(), request("/healthz"))).endsWith(EarlyAnswers.STARTING));
        try (var server = new Server(List.of(channel), early)) {
            server.open();
            server.serve(new EchoDoor(), EchoMain.nobodysRoutes(), 100);
            say(half, request("/").substring("GET /".length()).replaceFirst("^", "lthz"));
            say(silent, request("/"));

            assertTrue(rest(whole).contains("<html"));
            assertTrue(rest(half).startsWith("HTTP/1.1 200 "));
            assertTrue(rest(silent).contains("<html"));
            assertTrue(rest(longer).contains("<html"));
            assertEquals(3, rest(two).split("HTTP/1.1 200 ", -1).length);
        }
    }

    private Socket connect() throws IOException {
        var socket =
                new Socket(channel.socket().getInetAddress(), channel.socket().getLocalPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        sockets.add(socket);
        return socket;
    }

    private String request(String path, String... headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:"
                + channel.socket().getLocalPort()
                + "\r\nConnection: close\r\n" + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n")
                + "\r\n";
    }

    private static Socket say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
