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
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.TreeMap;
import mind.supervisor.control.Screen;

/** Logs of several services as one, by time. */
final class LogView {
    private static final long LOOK_MILLIS = 200;
    private static final String ENDING = ".log";

    private static final int LOOK_UP_LINES = 1_000; // after as many it is asked whether somebody still reads

    private final Map<String, Source> sources;
    private final Screen screen;
    private final Colours colours;
    private final int nameWidth;
    private int told;

    /**
     * Where a service's log is.
     *
     * @param pid its process, if it runs
     */
    record Source(Path file, OptionalLong pid) {}

    /** @param sources the log of each service to show */
    LogView(Map<String, Source> sources, Screen screen) {
        this.sources = new LinkedHashMap<>(sources);
        this.screen = screen;
        this.colours = Colours.of(screen);
        this.nameWidth =
                sources.keySet().stream().mapToInt(String::length).max().orElse(0);
    }

    /** The logs that lie in a state directory, by service, whether these run or not. */
    static Map<String, Source> in(Path state) throws IOException {
        Map<String, Source> logs = new TreeMap<>();
        Path folder = state.resolve("logs");
        if (Files.isDirectory(folder)) {
            try (var found = Files.newDirectoryStream(folder, "*" + ENDING)) {
                for (Path file : found) {
                    String name = file.getFileName().toString();
                    logs.put(
                            name.substring(0, name.length() - ENDING.length()), new Source(file, OptionalLong.empty()));
                }
            }
        }
        return logs;
    }

    /** Shows the last {@code count} lines of each, and with {@code follow} what is added until the reader leaves. */
    void show(int count, boolean follow) {
        List<LogFile> logs = new ArrayList<>();
        sources.forEach((service, source) -> logs.add(new LogFile(service, source.file(), source.pid())));
        try {
            for (LogFile log : logs) {
                log.toLast(count);
                if (log.isLost()) {
                    screen.problem(log.file() + " was deleted, and what writes it has it open no more: what it said is"
                            + " gone, what it says next is in a new one");
                }
            }
            boolean read = tell(logs);
            while (follow && read) {
                boolean open = screen.open(LOOK_MILLIS);
                for (LogFile log : logs) {
                    log.look();
                }
                read = tell(logs) && open; // once more for who is let go: what was said last
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

    /** The line a log is at. */
    private record Head(LogFile.Line line, LogFile log, int place) {}

    /**
     * Tells what the logs have up to where they were looked at, oldest first; those of one log stay in their order.
     *
     * @return whether somebody still reads
     */
    private boolean tell(List<LogFile> logs) throws IOException {
        var heads = new PriorityQueue<Head>(
                Comparator.comparing((Head head) -> head.line().time()).thenComparing(Head::place));
        for (int i = 0; i < logs.size(); i++) {
            add(heads, logs.get(i), i);
        }
        while (!heads.isEmpty()) {
            Head first = heads.remove();
            screen.line(sources.size() == 1 ? text(first.line()) : prefix(first.line()) + text(first.line()));
            if (++told % LOOK_UP_LINES == 0 && !screen.open(0)) {
                return false;
            }
            add(heads, first.log(), first.place());
        }
        return true;
    }

    private static void add(PriorityQueue<Head> heads, LogFile log, int place) throws IOException {
        log.next().ifPresent(line -> heads.add(new Head(line, log, place)));
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
