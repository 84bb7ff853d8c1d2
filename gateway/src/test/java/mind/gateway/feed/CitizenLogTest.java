package mind.gateway.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mind.gateway.feed.CitizenLog.Outcome;
import org.junit.jupiter.api.Test;

class CitizenLogTest {
    private static Event event(long epoch, long seq, int bytes) {
        return new Event(epoch, seq, "delta", 0, 0, new byte[bytes], 0);
    }

    private static Event event(long epoch, long seq) {
        return event(epoch, seq, 10);
    }

    @Test
    void events_in_order_are_appended_and_repeats_and_ghosts_are_not() {
        var log = new CitizenLog("g");
        assertEquals(Outcome.BROKEN, log.append(event(5, 3)), "the first begins a stretch");
        assertEquals(Outcome.APPENDED, log.append(event(5, 4)));
        assertEquals(Outcome.REPEATED, log.append(event(5, 4)));
        assertEquals(Outcome.STALE, log.append(event(4, 5)));
        assertEquals(4, log.head());
        assertEquals(3, log.first());
        assertTrue(log.follows(5, 2));
        assertTrue(log.follows(5, 4));
        assertFalse(log.follows(5, 1));
        assertFalse(log.follows(5, 5));
        assertFalse(log.follows(4, 3));
    }

    @Test
    void a_hole_a_new_life_and_void_indices_each_begin_a_new_generation() {
        var log = new CitizenLog("g");
        log.append(event(1, 1));
        long generation = log.generation();
        assertEquals(Outcome.BROKEN, log.append(event(1, 4)));
        assertEquals("2 messages were lost on the way", log.voidReason());
        assertEquals(generation + 1, log.generation());
        assertEquals(Outcome.BROKEN, log.append(event(2, 1)));
        assertEquals(generation + 2, log.generation());
        assertEquals(Outcome.BROKEN, log.append(new Event(2, 2, "reset", 0, 0, new byte[2], 0)));
        assertEquals(generation + 3, log.generation());
        assertFalse(log.follows(2, 1), "what came before the reset is of no use");
        assertTrue(log.follows(2, 2));
    }

    @Test
    void a_snapshot_counts_only_if_what_followed_it_is_here() {
        var log = new CitizenLog("g");
        log.append(event(1, 10));
        log.append(event(1, 11));
        log.offer(new Snapshot("g", 1, 8, List.of()));
        assertTrue(log.snapshot().isEmpty(), "9 is missing");
        var good = new Snapshot("g", 1, 9, List.of());
        log.offer(good);
        assertSame(good, log.snapshot().orElseThrow());
        log.append(event(1, 13));
        assertTrue(log.snapshot().isEmpty(), "12 was lost");
        log.offer(new Snapshot("g", 0, 99, List.of()));
        assertTrue(log.snapshot().isEmpty(), "of an earlier life");
        log.offer(new Snapshot("g", 2, 0, List.of()));
        assertTrue(log.snapshot().isPresent(), "of a life of which no event was seen yet");
        assertEquals(2, log.epoch());
    }

    @Test
    void a_snapshot_ahead_of_the_log_tells_of_lost_events_once() {
        var log = new CitizenLog("g");
        log.append(event(1, 10));
        long generation = log.generation();
        log.offer(new Snapshot("g", 1, 12, List.of()));
        assertEquals(generation + 1, log.generation(), "who read up to 10 has a hole");
        assertTrue(log.snapshot().isPresent());
        assertEquals(
                Outcome.APPENDED, log.append(event(1, 13)), "whoever has the snapshot goes on without another gap");
        assertEquals(generation + 1, log.generation());
        assertTrue(log.snapshot().isPresent());
    }

    @Test
    void the_oldest_events_go_by_number_and_by_bytes() {
        var log = new CitizenLog("g");
        for (int seq = 1; seq <= 5_000; seq++) {
            log.append(event(1, seq));
        }
        assertEquals(CitizenLog.MAX_EVENTS, log.head() - log.first() + 1);
        assertEquals(4_321, log.event(4_321).seq());
        for (int seq = 5_001; seq <= 5_020; seq++) {
            log.append(event(1, seq, 1 << 20));
        }
        assertTrue(log.bytes() <= CitizenLog.MAX_BYTES);
        log.append(event(1, 5_021, (int) CitizenLog.MAX_BYTES + 1));
        assertEquals(5_021, log.first(), "the newest stays however long it is");
    }

    @Test
    void a_log_whose_share_shrinks_drops_its_oldest_events_at_once_and_keeps_to_it() {
        var log = new CitizenLog("g");
        for (int seq = 1; seq <= 100; seq++) {
            log.append(event(1, seq, seq % 2 == 0 ? 1_000 : 0));
        }
        log.keepAtMost(10_000);
        assertTrue(log.bytes() <= 10_000 && log.bytes() > 8_000, log.bytes() + " bytes");
        assertFalse(log.follows(1, 0), "who was at the beginning has a hole");
        assertTrue(log.follows(1, log.first() - 1));
        for (int seq = 101; seq <= 1_000; seq++) {
            log.append(event(1, seq, 0));
        }
        assertTrue(log.bytes() <= 10_000, log.bytes() + " bytes: events that say nothing take memory, too");
        assertEquals(1_000, log.head());
    }

    @Test
    void of_kinds_whose_newest_event_says_all_only_the_last_few_are_whole() {
        var log = new CitizenLog("g");
        for (int seq = 1; seq <= 40; seq += 2) {
            log.append(new Event(1, seq, "tick_frame_v1", seq, 0, new byte[1_000], 0));
            log.append(event(1, seq + 1));
        }
        assertTrue(log.follows(1, 0), "every place is there");
        int place = event(1, 1, 0).bytes();
        for (int seq = 1; seq <= 40; seq++) {
            boolean frame = seq % 2 == 1;
            assertEquals(frame && seq <= 40 - 2 * 8, log.event(seq).isHollow(), "seq " + seq);
            assertEquals(frame ? "tick_frame_v1" : "delta", log.event(seq).type());
        }
        assertEquals(40 * place + 8 * 1_000 + 20 * 10, log.bytes());
        log.append(event(1, 50)); // after a hole
        log.append(new Event(1, 51, "tick_frame_v1", 51, 0, new byte[1_000], 0));
        assertFalse(log.event(51).isHollow());
        assertEquals(2 * place + 1_010, log.bytes());
    }
}
