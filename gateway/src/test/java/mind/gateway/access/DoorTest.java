package mind.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.gateway.access.Verdict.Admitted;
import mind.gateway.access.Verdict.Refused;
import mind.protocol.Env;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final InetAddress FAR = Addresses.literal("203.0.113.9").orElseThrow();

    private final Refusals refusals = new Refusals();

    private Door door(Map<String, String> variables) {
        var env = new Env(variables);
        return new Door(env.orThrow(AccessSettings.from(env)), refusals);
    }

    private static Visit visit(String host, String... origins) {
        return new Visit(FAR, List.of(), host, List.of(origins), Optional.empty(), List.of());
    }

    private static Object outcome(Verdict verdict) {
        return verdict instanceof Refused refused ? refused.refusal() : ((Admitted) verdict).grant();
    }

    @ParameterizedTest
    @CsvSource({
        "https://host.example, ''",
        "https://host.example:443, ''",
        "HTTPS://Host.Example, ''",
        "http://host.example, ORIGIN",
        "https://host.example:444, ORIGIN",
        "https://evil-host.example, ORIGIN",
        "https://host.example.evil, ORIGIN",
        "null, ORIGIN",
        "http://localhost:8000, ''",
        "http://localhost:8001, ORIGIN"
    })
    void sockets_open_for_listed_origins_and_our_own_page_only(String origin, String refused) {
        Door door = door(Map.of("ALLOWED_ORIGINS", "https://host.example"));
        Object expected = refused.isEmpty() ? Grant.EVERYTHING : Refusal.valueOf(refused);
        assertEquals(expected, outcome(door.toConnect(visit("localhost:8000", origin))));
        assertEquals(expected, outcome(door.toAct(visit("localhost:8000", origin))));
        assertEquals(Grant.EVERYTHING, outcome(door.toLook(visit("localhost:8000", origin))));
    }

    @Test
    void two_origins_are_refused_even_if_both_are_known() {
        Door door = door(Map.of());
        Verdict verdict = door.toConnect(visit("localhost", "http://localhost:3000", "http://localhost:3000"));
        assertEquals(Refusal.TWO_ORIGINS, outcome(verdict));
        assertEquals(1, refusals.count(Refusal.TWO_ORIGINS));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8000, true",
        "127.0.0.1:8000, true",
        "[::1]:8000, true",
        "LOCALHOST, true",
        "mind.example, true",
        "attacker.example:8000, false",
        "localhost.attacker.example, false",
        "0.0.0.0:8000, false",
        "'', false"
    })
    void on_loopback_the_host_must_be_a_loopback_name_or_a_listed_one(String host, boolean known) {
        Door door = door(Map.of("ALLOWED_ORIGINS", "https://mind.example"));
        Object expected = known ? Grant.EVERYTHING : Refusal.HOST;
        assertEquals(expected, outcome(door.toLook(visit(host))));
        assertEquals(
                expected, outcome(door.toAct(visit(host, host.isEmpty() ? "https://mind.example" : "http://" + host))));
        assertEquals(known, door.atThePage(visit(host)) instanceof Admitted);
    }

    @Test
    void elsewhere_any_host_serves_but_a_stranger_needs_a_token() {
        Door door = door(Map.of("BIND", "0.0.0.0", "AUTH_HS256_SECRET", SECRET));
        assertEquals(Refusal.TOKEN_MISSING, outcome(door.toLook(visit("mind.example"))));
        assertEquals(Grant.NOTHING, outcome(door.toConnect(visit("mind.example", "https://mind.example"))));
        assertEquals(Refusal.TOKEN_MISSING, outcome(door.toConnect(visit("mind.example"))));
        assertInstanceOf(Admitted.class, door.atThePage(visit("mind.example")));
    }

    @Test
    void where_reading_is_open_nobody_acts_without_a_token() {
        Door door = door(Map.of("BIND", "0.0.0.0", "AUTH_OPEN", "read"));
        Grant grant = (Grant) outcome(door.toConnect(visit("mind.example", "https://mind.example")));
        assertTrue(grant.sees("mind-protocol_iris"));
        assertEquals(Optional.of(Refusal.READ_ONLY), grant.acts("mind-protocol_iris"));
    }

    @Test
    void a_token_is_found_in_the_header_before_the_cookie() {
        var visit = new Visit(
                FAR, List.of(), "h", List.of(), Optional.of("Bearer  one "), List.of("a=b; mind_token=two", "x=y"));
        assertEquals(Optional.of("one"), visit.token("mind_token"));
        var cookie =
                new Visit(FAR, List.of(), "h", List.of(), Optional.of("Basic one"), List.of("a=b; mind_token=two"));
        assertEquals(Optional.of("two"), cookie.token("mind_token"));
        assertEquals(Optional.empty(), cookie.token("other"));
        assertEquals(false, visit.toString().contains("one"), visit::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 203.0.113.9",
        "'198.51.100.7', 198.51.100.7",
        "'1.2.3.4, 198.51.100.7, 10.1.2.3', 198.51.100.7",
        "'198.51.100.7:4711', 198.51.100.7",
        "'2001:db8::7', 2001:db8:0:0:0:0:0:7",
        "'[2001:db8::7]:80', 2001:db8:0:0:0:0:0:7",
        "'1.2.3.4, nonsense', 203.0.113.9"
    })
    void behind_a_trusted_proxy_the_last_untrusted_hop_is_the_client(String forwarded, String client) {
        Door door = door(Map.of("TRUSTED_PROXIES", "203.0.113.9, 10.0.0.0/8"));
        var visit = new Visit(FAR, List.of(forwarded), "h", List.of(), Optional.empty(), List.of());
        assertEquals(client, door.client(visit).getHostAddress());
        assertEquals(FAR, door(Map.of()).client(visit));
    }
}
