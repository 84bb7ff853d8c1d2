package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import mind.protocol.FalkorDb;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a socket or a route of an open gateway on loopback: origins (C6), foreign hosts, odd upgrades, limits. */
class DoorIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(
                redis.url(), "ALLOWED_ORIGINS", "https://host.example http://localhost:3000", "MAX_CONNECTIONS", "20");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** None of another test's sockets takes a place any more. */
    @BeforeEach
    void isEmpty() {
        Awaitility.await("earlier sockets gone")
                .until(() ->
                        TestHttp.get(gateway.http("/metrics")).raw().body().contains("\ngateway_places_taken 0.0\n"));
    }

    private static String host() {
        return "Host: 127.0.0.1:" + gateway.port();
    }

    @ParameterizedTest
    @CsvSource({
        "https://host.example, 101",
        "https://host.example:443, 101",
        "https://HOST.Example, 101",
        "http://host.example, 403",
        "https://evil-host.example, 403",
        "https://host.example.evil, 403",
        "null, 403",
        "http://localhost:3000, 101",
        "http://127.0.0.1:1, 403",
        "http://evil.example, 403"
    })
    void an_upgrade_needs_a_known_origin(String origin, int status) {
        for (String path : List.of("/ws", "/api/ws", "/inject", "/api/inject")) {
            String head = RawHttp.upgrade(gateway.port(), path, host(), "Origin: " + origin);
            assertEquals(status, RawHttp.status(head), head);
            assertFalse(head.toLowerCase(java.util.Locale.ROOT).contains("set-cookie"), head);
        }
    }

    @Test
    void the_pages_own_origin_and_a_client_without_one_are_let_in() {
        String own = "Origin: http://127.0.0.1:" + gateway.port();
        assertEquals(101, RawHttp.status(RawHttp.upgrade(gateway.port(), "/ws", host(), own)));
        assertEquals(
                101, RawHttp.status(RawHttp.upgrade(gateway.port(), "/ws", host(), own.replace("http:", "https:"))));
        assertEquals(101, RawHttp.status(RawHttp.upgrade(gateway.port(), "/ws", host())));
    }

    @Test
    void two_origins_are_refused_counted_and_named() {
        String friend = "Origin: http://localhost:3000";
        String head = RawHttp.upgrade(gateway.port(), "/ws", host(), friend, friend);
        assertEquals(403, RawHttp.status(head), head);
        String metrics = TestHttp.get(gateway.http("/metrics")).raw().body();
        assertFalse(metrics.contains("gateway_refusals_total{reason=\"two_origins\"} 0.0"), metrics);
    }

    @ParameterizedTest
    @CsvSource({"localhost, 200", "127.0.0.1, 200", "[::1], 200", "rebound.example, 403", "192.0.2.7, 403"})
    void a_name_that_somebody_elses_dns_points_here_is_refused(String name, int status) {
        String host = "Host: " + name + ":" + gateway.port();
        assertEquals(status, RawHttp.status(RawHttp.get(gateway.port(), "/api/graphs", host)));
        assertEquals(status, RawHttp.status(RawHttp.get(gateway.port(), "/", host)));
        String origin = "Origin: http://" + name + ":" + gateway.port();
        assertEquals(status == 200 ? 101 : 403, RawHttp.status(RawHttp.upgrade(gateway.port(), "/ws", host, origin)));
    }

    @Test
    void odd_upgrades_are_told_what_is_odd() {
        String start = "GET /ws HTTP/1.1\r\n" + host() + "\r\nConnection: Upgrade\r\n";
        assertEquals(426, RawHttp.status(RawHttp.exchange(gateway.port(), start + "\r\n")));
        String wrong = RawHttp.exchange(
                gateway.port(),
                start + "Upgrade: websocket\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: x\r\n\r\n");
        assertEquals(426, RawHttp.status(wrong), wrong);
        assertTrue(wrong.contains("Sec-WebSocket-Version: 13"), wrong);
        String keyless =
                RawHttp.exchange(gateway.port(), start + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n");
        assertEquals(400, RawHttp.status(keyless), keyless);
        String big = RawHttp.get(gateway.port(), "/", host(), "X-Big: " + "x".repeat(9_000));
        assertEquals(431, RawHttp.status(big), big);
    }

    @Test
    void no_protocol_but_ours_is_echoed() {
        String head = RawHttp.upgrade(gateway.port(), "/ws", host(), "Sec-WebSocket-Protocol: bearer.secret, mind.v1");
        assertTrue(head.contains("mind.v1") && !head.contains("secret"), head);
        assertFalse(RawHttp.upgrade(gateway.port(), "/ws", host(), "Sec-WebSocket-Protocol: bearer.secret")
                .contains("secret"));
    }

    @Test
    void beyond_the_whole_limit_one_is_asked_to_come_again() {
        List<TestSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                sockets.add(TestSocket.mind(gateway.socket("/ws")));
            }
            String head = RawHttp.upgrade(gateway.port(), "/ws", host());
            assertEquals(503, RawHttp.status(head), head);
            assertTrue(head.contains("Retry-After: "), head);
            sockets.remove(0).close();
            Awaitility.await("a place")
                    .until(() -> RawHttp.status(RawHttp.upgrade(gateway.port(), "/ws", host())) == 101);
        } finally {
            sockets.forEach(TestSocket::close);
        }
    }

    @Test
    void beyond_an_addresss_share_others_still_come_in() {
        try (var proxied =
                TestGateway.start(redis.url(), "TRUSTED_PROXIES", "127.0.0.1", "MAX_CONNECTIONS_PER_IP", "1")) {
            String host = "Host: localhost:" + proxied.port();
            try (var first = new RawUpgrade(proxied.port(), host, "X-Forwarded-For: 6.6.6.6, 203.0.113.5")) {
                assertEquals(101, first.status());
                assertEquals(503, status(proxied, host, "X-Forwarded-For: 7.7.7.7, 203.0.113.5"));
                assertEquals(101, status(proxied, host, "X-Forwarded-For: 203.0.113.6"));
            }
            Awaitility.await("its place").until(() -> status(proxied, host, "X-Forwarded-For: 203.0.113.5") == 101);
        }
    }

    private static int status(TestGateway of, String... lines) {
        return RawHttp.status(RawHttp.upgrade(of.port(), "/ws", lines));
    }
}
