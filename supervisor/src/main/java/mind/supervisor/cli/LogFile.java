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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import mind.supervisor.process.DeletedFile;

/**
 * One service's log as it is read: its last lines, then what is added, across rotation, whatever bytes there are. A line is
 * told when its newline is there; one without an end is told in pieces. However long the log is, one block and one line of
 * it are held.
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
    /** How far before the first line a time is looked for that it may have from there. */
    private static final int TIME_WITHIN_BYTES = 64 << 10;

    private static final int LEAST_BLOCK = 4_096;
    private static final int TAIL = 64; // bytes by which a place is known again
    private static final byte[] LOST = "[mind] rotated or emptied before it was read: some lines are passed over here"
            .getBytes(StandardCharsets.US_ASCII);

    private static final int MAX_TIME = 40;

    private final String service;
    private final Path file;
    private final OptionalLong pid;
    private final ByteBuffer block = ByteBuffer.allocate(32 << 10).limit(0); // what is read but not yet told
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private FileChannel channel;
    private FileChannel moved; // the newest rotated file, while what was not yet told lies there
    private Object inode;
    private long end; // how far the file reached at the last look
    private boolean lookedAgain; // after it was renamed away, for what came until then
    private Instant time = Instant.EPOCH;

    LogFile(String service, Path file) {
        this(service, file, OptionalLong.empty());
    }

    /** @param pid who writes it, and may have it open still where it was deleted */
    LogFile(String service, Path file, OptionalLong pid) {
        this.service = service;
        this.file = file;
        this.pid = pid;
    }

    /** Goes to the last {@code count} lines that are there now; {@link #next} then gives them. */
    void toLast(int count) throws IOException {
        if (open()) {
            end = channel.size();
            long begin = startOfLast(count);
            passOver(Math.max(0, begin - TIME_WITHIN_BYTES), begin);
        }
    }

    /** Whether its service runs and its file can be found nowhere. */
    boolean isLost() {
        return channel == null && pid.isPresent();
    }

    Path file() {
        return file;
    }

    /** Where the last {@code count} whole lines begin. */
    private long startOfLast(int count) throws IOException {
        int ends = 0;
        for (long to = end; to > 0; to -= block.capacity()) {
            long from = Math.max(0, to - block.capacity());
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
        return 0;
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

    /** Looks how far the log reaches now: up to there {@link #next} gives its lines. */
    void look() throws IOException {
        if (!open()) {
            return;
        }
        end = channel.size();
        lookedAgain = false;
        long told = channel.position();
        if (end < told || !follows(channel, told)) {
            findAgain(told);
        }
    }

    /** Whether what was read last stands before {@code at}: no longer where the head of the file was cut off. */
    private boolean follows(FileChannel where, long at) throws IOException {
        int length = (int) Math.min(Math.min(block.limit(), TAIL), at);
        var there = ByteBuffer.allocate(length);
        where.read(there, at - length);
        return there.flip().equals(block.duplicate().position(block.limit() - length));
    }

    /**
     * Rotation cuts off the file's head: what was told to {@code told} ends where that was moved to, in this file or in the
     * newest rotated one, which has the rest of what came before the cut.
     */
    private void findAgain(long told) throws IOException {
        channel.position(0);
        try {
            moved = FileChannel.open(newestRotated(), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return; // cut off by somebody who keeps nothing
        }
        long size = moved.size();
        long blocks = Math.max(LEAST_BLOCK, Files.getFileStore(file).getBlockSize());
        long cut =
                (size + blocks - 1) / blocks * blocks; // whole blocks, but for the end of a line that was there before
        if (told >= cut && end >= told - cut && follows(channel, told - cut)) {
            channel.position(told - cut);
            closeMoved();
            return;
        }
        for (long at : new long[] {told - (cut - size), told}) { // told: where the file was copied and emptied
            if (at >= 0 && at <= size && follows(moved, at)) {
                moved.position(at);
                return;
            }
        }
        closeMoved();
        part.reset();
        part.writeBytes(LOST);
        block.clear().put((byte) '\n').flip();
    }

    /** The next line up to where the log was looked at; empty where there is no more. */
    Optional<Line> next() throws IOException {
        do {
            while (block.hasRemaining()) {
                byte next = block.get();
                if (next == '\n') {
                    return Optional.of(line());
                }
                if (part.size() >= MAX_LINE_BYTES) {
                    Line piece = line();
                    part.write(next);
                    return Optional.of(piece);
                }
                part.write(next);
            }
        } while (readOn());
        return Optional.empty();
    }

    /** Reads the next block, of the file that has taken the place of the one that was renamed away where that is read. */
    private boolean readOn() throws IOException {
        if (moved != null) {
            int read = moved.read(block.clear());
            block.flip();
            if (read > 0) {
                return true;
            }
            closeMoved();
        }
        while (channel != null) {
            long left = end - channel.position();
            if (left > 0) {
                if (!follows(channel, channel.position())) {
                    return false; // cut off since the last look: the next one finds where this goes on
                }
                block.clear().limit((int) Math.min(block.capacity(), left));
                int read = channel.read(block);
                block.flip();
                return read > 0;
            }
            if (Objects.equals(inode, inode())) {
                return false;
            }
            if (!lookedAgain) { // what came between the look and the rename
                lookedAgain = true;
                end = channel.size();
            } else {
                close();
                look();
            }
        }
        return false;
    }

    private boolean open() throws IOException {
        if (channel == null) {
            try {
                channel = FileChannel.open(file, StandardOpenOption.READ);
            } catch (NoSuchFileException e) {
                Optional<Path> kept = pid.isEmpty() ? Optional.empty() : DeletedFile.of(file, pid.getAsLong());
                if (kept.isEmpty()) {
                    return false;
                }
                channel = FileChannel.open(kept.get(), StandardOpenOption.READ);
                inode = Files.getAttribute(kept.get(), "unix:ino");
                return true;
            }
            inode = inode();
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

    private Path newestRotated() {
        return file.resolveSibling(file.getFileName() + ".1");
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
        closeMoved();
    }

    private void closeMoved() throws IOException {
        if (moved != null) {
            moved.close();
            moved = null;
        }
    }
}
