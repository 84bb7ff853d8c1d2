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
    /** How far back the last lines are looked for. */
    private static final int MAX_TAIL_BYTES = 4 << 20;

    private static final int MAX_TIME = 40;

    private final String service;
    private final Path file;
    private final ByteBuffer block = ByteBuffer.allocate(32 << 10);
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private FileChannel channel;
    private Object inode;
    private Instant time = Instant.EPOCH;

    LogFile(String service, Path file) {
        this.service = service;
        this.file = file;
    }

    /** The last {@code count} lines that are there now; {@link #more} goes on after them. */
    List<Line> last(int count) throws IOException {
        if (!open()) {
            return List.of();
        }
        channel.position(Math.max(0, channel.size() - MAX_TAIL_BYTES));
        List<Line> lines = more();
        return new ArrayList<>(lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    /** The lines added since the last look. */
    List<Line> more() throws IOException {
        List<Line> lines = new ArrayList<>();
        if (!open()) {
            return lines;
        }
        long size = channel.size();
        if (size < channel.position()) {
            channel.position(Math.max(0, channel.position() - cut())); // rotated by cutting off its head
        }
        read(lines);
        if (!Objects.equals(inode, inode())) {
            read(lines); // what came between the last read and the rename
            close();
            if (open()) {
                read(lines);
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

    private void read(List<Line> lines) throws IOException {
        while (channel.read(block.clear()) > 0) {
            block.flip();
            while (block.hasRemaining()) {
                byte next = block.get();
                if (next == '\n' || part.size() >= MAX_LINE_BYTES) {
                    lines.add(line());
                }
                if (next != '\n') {
                    part.write(next);
                }
            }
        }
    }

    private Line line() {
        String text = part.toString(StandardCharsets.UTF_8);
        part.reset();
        int space = text.indexOf(' ');
        if (space > 0 && space < MAX_TIME && Character.isDigit(text.charAt(0))) {
            try {
                time = Instant.parse(text.substring(0, space));
            } catch (DateTimeParseException e) {
                // a line without a time of its own
            }
        }
        return new Line(service, time, text);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
