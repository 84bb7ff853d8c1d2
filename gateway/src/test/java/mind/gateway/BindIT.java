package mind.gateway;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of BIND, with the gateway as its own process; no Redis is there, and none is needed. */
class BindIT {
    private static final String NOWHERE = "redis://127.0.0.1:1";

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void an_address_others_can_reach_without_a_key_ends_with_78_and_one_line(String bind) {
        try (var gateway = GatewayProcess.start(Map.of("BIND", bind, "REDIS_URL", NOWHERE))) {
            assertEquals(78, gateway.awaitExit(ofSeconds(30)), gateway.output());
            assertEquals(1, gateway.lines().size(), gateway.output());
            for (String word : new String[] {"BIND", "AUTH_HS256_SECRET", "AUTH_PUBLIC_KEY", "AUTH_OPEN=read"}) {
                assertTrue(gateway.output().contains(word), gateway.output());
            }
        }
    }

    @Test
    void a_weak_secret_ends_with_78_and_is_not_printed() {
        try (var gateway =
                GatewayProcess.start(Map.of("BIND", "0.0.0.0", "AUTH_HS256_SECRET", "hunter2", "REDIS_URL", NOWHERE))) {
            assertEquals(78, gateway.awaitExit(ofSeconds(30)), gateway.output());
            assertTrue(gateway.output().contains("AUTH_HS256_SECRET has 7 bytes"), gateway.output());
            assertFalse(gateway.output().contains("hunter2"), gateway.output());
        }
    }

    @Test
    void an_address_this_machine_does_not_have_ends_with_78() {
        try (var gateway =
                GatewayProcess.start(Map.of("BIND", "192.0.2.1", "AUTH_OPEN", "read", "REDIS_URL", NOWHERE))) {
            assertEquals(78, gateway.awaitExit(ofSeconds(30)), gateway.output());
            assertTrue(gateway.output().contains("192.0.2.1 (BIND)"), gateway.output());
        }
    }

    @Test
    void with_reading_open_it_serves_everywhere_under_any_host_name() {
        try (var gateway = GatewayProcess.start(Map.of("BIND", "0.0.0.0", "AUTH_OPEN", "read", "REDIS_URL", NOWHERE))) {
            gateway.awaitAnswering();
            assertEquals(200, RawHttp.status(RawHttp.get(gateway.port(), "/api/graphs", "Host: mind.example")));
            String own = RawHttp.upgrade(gateway.port(), "/ws", "Host: mind.example", "Origin: https://mind.example");
            assertEquals(101, RawHttp.status(own), own);
        }
    }

    @Test
    void on_loopback_it_needs_nothing_and_answers_while_redis_is_down() {
        try (var gateway = GatewayProcess.start(Map.of("REDIS_URL", NOWHERE))) {
            gateway.awaitAnswering();
            String host = "Host: localhost:" + gateway.port();
            assertEquals(200, RawHttp.status(RawHttp.get(gateway.port(), "/healthz", host)));
            assertEquals(503, RawHttp.status(RawHttp.get(gateway.port(), "/readyz", host)));
            assertEquals(403, RawHttp.status(RawHttp.get(gateway.port(), "/healthz", "Host: rebound.example")));
        }
    }
}
