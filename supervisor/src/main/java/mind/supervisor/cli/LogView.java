package mind.supervisor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mind.supervisor.control.Screen;

/** Logs of several services as one, by time. */
final class LogView {
    private static final long LOOK_MILLIS = 200;
    private static final String ENDING = ".log";

    private final Map<String, Path> files;
    private final Screen screen;
    private final Colours colours;
    private final int nameWidth;

    /** @param files the log of each service to show */
    LogView(Map<String, Path> files, Screen screen) {
        this.files = new LinkedHashMap<>(files);
        this.screen = screen;
        this.colours = Colours.of(screen);
        this.nameWidth = files.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /** The logs that lie in a state directory, by service, whether these run or not. */
    static Map<String, Path> in(Path state) throws IOException {
        Map<String, Path> logs = new TreeMap<>();
        Path folder = state.resolve("logs");
        if (Files.isDirectory(folder)) {
            try (var found = Files.newDirectoryStream(folder, "*" + ENDING)) {
                for (Path file : found) {
                    String name = file.getFileName().toString();
                    logs.put(name.substring(0, name.length() - ENDING.length()), file);
                }
            }
        }
        return logs;
    }

    /** Shows the last {@code count} lines of each, and with {@code follow} what is added until the reader leaves. */
    void show(int count, boolean follow) {
        List<LogFile> logs = new ArrayList<>();
        files.forEach((service, file) -> logs.add(new LogFile(service, file)));
        try {
            List<LogFile.Line> lines = new ArrayList<>();
            for (LogFile log : logs) {
                lines.addAll(log.last(count));
            }
            tell(lines);
            while (follow && screen.open(LOOK_MILLIS)) {
                lines.clear();
                for (LogFile log : logs) {
                    lines.addAll(log.more());
                }
                tell(lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a log cannot be read", e);
        } finally {
            for (LogFile log : logs) {
                closeQuietly(log);
            }
        }
    }

    private static void closeQuietly(LogFile log) {
        try {
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tell(List<LogFile.Line> lines) {
        lines.sort(Comparator.comparing(LogFile.Line::time));
        for (LogFile.Line line : lines) {
            screen.line(files.size() == 1 ? text(line) : prefix(line) + text(line));
        }
    }

    private String prefix(LogFile.Line line) {
        String name = line.service() + " ".repeat(nameWidth - line.service().length());
        return colours.name(line.service(), name + " | ");
    }

    private String text(LogFile.Line line) {
        String text = clean(line.text());
        if (!colours.on()) {
            return text;
        }
        int space = text.indexOf(' ');
        boolean timed = space > 0 && text.charAt(space - 1) == 'Z' && Character.isDigit(text.charAt(0));
        String rest = timed ? text.substring(space) : text;
        if (rest.startsWith(" ERROR")) {
            rest = colours.error(rest);
        } else if (rest.startsWith(" WARN")) {
            rest = colours.warning(rest);
        }
        return timed ? colours.dim(text.substring(0, space)) + rest : rest;
    }

    /** Without what a terminal would obey: a log holds what anybody made a service write. */
    static String clean(String text) {
        StringBuilder cleaned = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' && c != '\t' || c >= 0x7f && c < 0xa0;
            if (control && cleaned == null) {
                cleaned = new StringBuilder(text);
            }
            if (control) {
                cleaned.setCharAt(i, c == '\r' ? ' ' : '\ufffd');
            }
        }
        return cleaned == null ? text : cleaned.toString().stripTrailing();
    }
}
