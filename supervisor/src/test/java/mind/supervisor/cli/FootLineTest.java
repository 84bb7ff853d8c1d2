package mind.supervisor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import mind.supervisor.control.Screen;
import org.junit.jupiter.api.Test;

class FootLineTest {
    /** A terminal of lines that knows the two sequences a foot uses. */
    private static final class Paper implements Screen {
        private final List<String> rows = new ArrayList<>(List.of(""));
        private int row;

        @Override
        public void line(String text) {
            String rest = text;
            while (rest.startsWith("\u001b[")) {
                char order = rest.charAt(3);
                if (order == 'A') {
                    row--;
                } else {
                    rows.set(row, "");
                }
                rest = rest.substring(4);
            }
            rows.set(row, rest.isEmpty() ? rows.get(row) : rest);
            row++;
            if (row == rows.size()) {
                rows.add("");
            }
        }

        @Override
        public void problem(String text) {
            throw new AssertionError(text);
        }

        @Override
        public Look look() {
            return new Look(false, true, 0);
        }

        @Override
        public boolean open(long millis) {
            return true;
        }

        List<String> shown() {
            return rows.subList(0, row);
        }
    }

    @Test
    void lines_stay_and_the_foot_changes_below_them() {
        var paper = new Paper();
        var foot = new FootLine(paper);
        foot.line("gateway ready");
        foot.foot("iris 10 %");
        foot.foot("iris 20 %");
        assertEquals(List.of("gateway ready", "iris 20 %"), paper.shown());
        foot.line("felix ready");
        assertEquals(List.of("gateway ready", "felix ready", "iris 20 %"), paper.shown());
        foot.foot("");
        foot.line("done");
        assertEquals(List.of("gateway ready", "felix ready", "done"), paper.shown());
    }

    @Test
    void a_foot_wider_than_the_terminal_is_cut_so_that_it_can_be_wiped() {
        var paper = new Paper();
        new FootLine(paper).foot("x".repeat(200));
        assertEquals(79, paper.shown().get(0).length());
    }
}
