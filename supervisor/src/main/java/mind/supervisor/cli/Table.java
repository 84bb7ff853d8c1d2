package mind.supervisor.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as their widest cell. Colours are added by the caller's painter after the padding. */
final class Table {
    /** Colours one padded cell. */
    interface Painter {
        String paint(int row, int column, String padded);
    }

    private final List<String[]> rows = new ArrayList<>();

    void row(String... cells) {
        rows.add(cells);
    }

    List<String> lines(Painter painter) {
        int columns = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        int[] width = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.max(width[i], row[i].codePointCount(0, row[i].length()));
            }
        }
        List<String> lines = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            var line = new StringBuilder();
            String[] row = rows.get(r);
            for (int c = 0; c < row.length; c++) {
                String cell = row[c];
                int padding = width[c] - cell.codePointCount(0, cell.length()) + 2;
                boolean last = c == row.length - 1;
                line.append(painter.paint(r, c, cell)).append(last ? "" : " ".repeat(padding));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
