package mind.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import mind.protocol.Env;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private static InetAddress ip(String text) {
        return Addresses.literal(text).orElseThrow();
    }

    private static Turnstile turnstile(int all, int each) {
        return new Turnstile(ConnectionLimits.from(
                new Env(Map.of("MAX_CONNECTIONS", "" + all, "MAX_CONNECTIONS_PER_IP", "" + each))));
    }

    @Test
    void one_address_gets_its_share_and_the_next_still_enters() {
        Turnstile turnstile = turnstile(10, 2);
        Turnstile.Pass first = turnstile.enter(ip("192.0.2.1")).orElseThrow();
        turnstile.enter(ip("192.0.2.1")).orElseThrow();
        assertEquals(Optional.of(Refusal.ADDRESS_FULL), turnstile.fullFor(ip("192.0.2.1")));
        assertEquals(Optional.empty(), turnstile.enter(ip("192.0.2.1")));
        assertTrue(turnstile.enter(ip("192.0.2.2")).isPresent());
        first.close();
        first.close();
        assertEquals(2, turnstile.open());
        assertTrue(turnstile.enter(ip("192.0.2.1")).isPresent());
    }

    @Test
    void a_household_of_ipv6_is_one_address() {
        Turnstile turnstile = turnstile(10, 1);
        assertTrue(turnstile.enter(ip("2001:db8::1")).isPresent());
        assertFalse(turnstile.enter(ip("2001:db8::ffff")).isPresent());
        assertTrue(turnstile.enter(ip("2001:db8:0:1::1")).isPresent());
    }

    @Test
    void loopback_is_bound_by_the_whole_only() {
        Turnstile turnstile = turnstile(3, 1);
        List<Turnstile.Pass> passes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            passes.add(turnstile.enter(ip("127.0.0.1")).orElseThrow());
        }
        assertEquals(Optional.of(Refusal.FULL), turnstile.fullFor(ip("127.0.0.1")));
        passes.forEach(Turnstile.Pass::close);
        assertEquals(0, turnstile.open());
    }

    @Test
    void a_rate_limit_allows_its_burst_then_its_rate() {
        var now = new AtomicLong();
        var limit = new RateLimit(20, 40, now::get);
        int allowed = 0;
        while (limit.allow()) {
            allowed++;
        }
        assertEquals(40, allowed);
        now.addAndGet(500_000_000);
        for (int i = 0; i < 10; i++) {
            assertTrue(limit.allow());
        }
        assertFalse(limit.allow());
        now.addAndGet(3_600_000_000_000L);
        assertTrue(limit.allow());
    }
}
