package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void one_who_does_not_read_misses_what_is_too_much_and_is_told_how_much() throws InterruptedException {
        var progress = new Progress();
        for (int i = 0; i < 1_003; i++) {
            progress.add("line " + i);
        }
        progress.end();
        List<String> read = new ArrayList<>();
        progress.each(read::add);
        assertEquals(1_001, read.size());
        assertEquals(List.of("line 0", "line 999"), List.of(read.get(0), read.get(999)));
        assertEquals("3 lines came faster than they were read; \"mind events\" has them", read.get(1_000));
    }
}
