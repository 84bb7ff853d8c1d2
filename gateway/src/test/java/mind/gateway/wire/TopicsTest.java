package mind.gateway.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopicsTest {
    @Test
    void a_topic_is_a_type_or_a_prefix_with_a_star() {
        Topics topics = new Topics.Sets().of(List.of("delta", "emergence.*"));
        assertTrue(topics.wants("delta"));
        assertTrue(topics.wants("emergence.gap.detected"));
        assertFalse(topics.wants("delta2"));
        assertFalse(topics.wants("emergence"));
        assertTrue(new Topics.Sets().of(List.of("*")).wants("anything"));
        assertFalse(new Topics.Sets().of(List.of()).wants("delta"));
    }

    @Test
    void equal_lists_are_one_object_whatever_their_order() {
        var sets = new Topics.Sets();
        assertSame(sets.of(List.of("a", "b")), sets.of(List.of("b", "a", "a")));
    }

    @Test
    void the_lists_of_an_existing_page_are_advice_unless_strictness_is_asked_for() {
        List<String> telemetry = List.of("snapshot.*", "wm.emit");
        assertTrue(new Globs(telemetry, false).wants("frame.start"));
        assertFalse(new Globs(telemetry, true).wants("frame.start"));
        assertTrue(new Globs(List.of(), true).wants("frame.start"));
        var graph = new Globs(List.of("graph.delta.node.*", "rich*", "a.*.c"), false);
        assertTrue(graph.wants("graph.delta.node.upsert"));
        assertTrue(graph.wants("rich_club.snapshot"));
        assertTrue(graph.wants("a.b.b.c"));
        assertFalse(graph.wants("frame.start"));
        assertFalse(graph.wants("hierarchy.snapshot@1.0"));
    }
}
