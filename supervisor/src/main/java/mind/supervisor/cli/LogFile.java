package mind.supervisor.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One service's log as it is read: its last lines, then what is added, across rotation, whatever bytes there are. A line is
 * told when its newline is there; one without an end is told in pieces.
 */
final class LogFile implements AutoCloseable {
    /**
     * A line of a service.
     *
     * @param service who wrote it
     * @param time    what stands at its beginning; without that, the time of the line before it
     * @param text    decoded, with a mark where bytes are no text
     */
    record Line(String service, Instant time, String text) {}

    private static final int MAX_LINE_BYTES = 64 << 10;
    /** Most that is told at once; what was added beyond that comes with the next look. */
    private static final int MOST_LINES = 20_000;
    /** How far back the last lines are looked for. */
    private static final int MAX_TAIL_BYTES = 4 << 20;

    private static final int MAX_TIME = 40;

    private final String service;
    private final Path file;
    private final ByteBuffer block = ByteBuffer.allocate(32 << 10).limit(0); // what is read but not yet told
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private FileChannel channel;
    private Object inode;
    private Instant time = Instant.EPOCH;

    LogFile(String service, Path file) {
        this.service = service;
        this.file = file;
    }

    /** The last {@code count} lines that are there now, at most 20,000; {@link #more} goes on after them. */
    List<Line> last(int count) throws IOException {
        if (!open()) {
            return List.of();
        }
        long begin = Math.max(0, channel.size() - MAX_TAIL_BYTES);
        passOver(begin, startOfLast(Math.min(count, MOST_LINES), begin));
        List<Line> lines = more();
        return new ArrayList<>(lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    /** Where the last {@code count} whole lines begin, but not before {@code begin}. */
    private long startOfLast(int count, long begin) throws IOException {
        int ends = 0;
        for (long to = channel.size(); to > begin; to -= block.capacity()) {
            long from = Math.max(begin, to - block.capacity());
            block.clear().limit((int) (to - from));
            while (block.hasRemaining() && channel.read(block, from + block.position()) > 0) {
                // until all is read
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n' && ++ends > count) {
                    return from + i + 1;
                }
            }
        }
        return begin;
    }

    /** Goes to {@code to}, and takes nothing but the time from the lines between. */
    private void passOver(long from, long to) throws IOException {
        part.reset();
        channel.position(from);
        for (long at = from; at < to; ) {
            block.clear().limit((int) Math.min(block.capacity(), to - at));
            int read = channel.read(block);
            if (read <= 0) {
                break; // cut off meanwhile
            }
            at += read;
            for (int i = 0; i < read; i++) {
                byte next = block.get(i);
                if (next == '\n') {
                    noteTime(part.size() == 0 ? "" : part.toString(StandardCharsets.UTF_8));
                    part.reset();
                } else if (part.size() < MAX_TIME) {
                    part.write(next);
                }
            }
        }
        part.reset();
        block.clear().limit(0);
    }

    /** The lines added since the last look, or as many of them as are told at once. */
    List<Line> more() throws IOException {
        List<Line> lines = new ArrayList<>();
        if (!open()) {
            return lines;
        }
        long size = channel.size();
        if (size < channel.position()) {
            channel.position(Math.max(0, channel.position() - cut())); // rotated by cutting off its head
        }
        if (!readAll(lines)) {
            return lines;
        }
        // once more, for what came between the last read and a rename
        if (!Objects.equals(inode, inode()) && readAll(lines)) {
            close();
            if (open()) {
                readAll(lines);
            }
        }
        return lines;
    }

    private boolean open() throws IOException {
        if (channel == null) {
            try {
                channel = FileChannel.open(file, StandardOpenOption.READ);
                inode = inode();
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        return true;
    }

    private Object inode() throws IOException {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (NoSuchFileException e) {
            return inode; // deleted: what is open is all there is
        }
    }

    /** What rotation moved away lies in the newest rotated file. */
    private long cut() throws IOException {
        try {
            return Files.size(file.resolveSibling(file.getFileName() + ".1"));
        } catch (NoSuchFileException e) {
            return channel.position();
        }
    }

    /** Answers whether that was all: false where it is more than is told at once. */
    private boolean readAll(List<Line> lines) throws IOException {
        while (true) {
            while (block.hasRemaining()) {
                if (lines.size() >= MOST_LINES) {
                    return false;
                }
                byte next = block.get();
                if (next == '\n' || part.size() >= MAX_LINE_BYTES) {
                    lines.add(line());
                }
                if (next != '\n') {
                    part.write(next);
                }
            }
            int read = channel.read(block.clear());
            block.flip();
            if (read <= 0) {
                return true;
            }
        }
    }

    private Line line() {
        String text = part.toString(StandardCharsets.UTF_8);
        part.reset();
        noteTime(text);
        return new Line(service, time, text);
    }

    private void noteTime(String text) {
        int space = text.indexOf(' ');
        if (space > 0 && space < MAX_TIME && Character.isDigit(text.charAt(0))) {
            try {
                time = Instant.parse(text.substring(0, space));
            } catch (DateTimeParseException e) {
                // a line without a time of its own
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
