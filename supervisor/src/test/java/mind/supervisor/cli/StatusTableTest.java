package mind.supervisor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StatusTableTest {
    @Test
    void what_is_long_widens_no_column_for_all() {
        assertEquals("-", StatusTable.brief(""));
        assertEquals("exit 1", StatusTable.brief("exit 1"));
        String cut = StatusTable.brief("could not be started: program not found: " + "/a/folder/of/path:".repeat(20));
        assertEquals(56, cut.length());
        assertEquals("could not be started: program not found: /a/folder/of/p…", cut);
        assertEquals("😀".repeat(55) + "…", StatusTable.brief("😀".repeat(57)), "no character is cut in two");
    }
}
