package mind.supervisor.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;

/**
 * Bounds the logs of services that write into them without knowing: what is there is copied to {@code NAME.log.1}, then the
 * head of the file is cut off in place, so that the writer goes on in the same open file and no byte is lost or doubled.
 *
 * <p>The system cuts whole blocks only, so the cut may fall within a line. The rest of that line is then the head of the
 * file and is joined to its beginning at the next rotation: of the files one after another every line is whole.
 */
public final class LogRotation {
    private static final Logger LOG = Logger.getLogger("mind.supervisor.process");
    private static final Duration CUT = Duration.ofSeconds(10);
    private static final int BUFFER = 1 << 20;
    private static final int LONGEST_LINE = 1 << 20;

    private final Set<Path> told = new HashSet<>(); // files of which it was said that they can only be truncated

    /** Rotates {@code log} if it is larger than {@code maxBytes}; its writer is running. */
    public synchronized void look(Path log, long maxBytes, int keep) throws IOException {
        if (Files.exists(log) && Files.size(log) > maxBytes) {
            rotate(log, keep);
        }
    }

    private void rotate(Path log, int keep) throws IOException {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long block = Math.max(4_096, Files.getFileStore(log).getBlockSize());
            long size = file.size();
            long cut = cut(file, (size - 1) / block * block, block);
            if (cut == 0) {
                return;
            }
            Path first = numbered(log, 1);
            Path part = log.resolveSibling(log.getFileName() + ".part");
            long head = completeLine(file, first, cut);
            boolean whole = copy(file, head, cut, part);
            shift(log, keep);
            Files.move(part, first, StandardCopyOption.ATOMIC_MOVE);
            if (!whole) {
                return; // emptied by somebody else meanwhile: what lies there now is new, and not to be cut off
            }
            String obstacle = ShortCommand.run(
                    List.of(
                            "fallocate",
                            "--collapse-range",
                            "--offset",
                            "0",
                            "--length",
                            Long.toString(cut),
                            log.toString()),
                    log.getParent(),
                    CUT);
            if (!obstacle.isEmpty()) {
                truncate(file, log, first, cut, obstacle);
            }
        }
    }

    /** The largest cut that falls on the end of a line, within the upper half of the file; else the largest there is. */
    private static long cut(FileChannel file, long largest, long block) throws IOException {
        var last = ByteBuffer.allocate(1);
        for (long at = largest; at > largest / 2; at -= block) {
            last.clear();
            file.read(last, at - 1);
            if (last.get(0) == '\n') {
                return at;
            }
        }
        return largest;
    }

    /** Where the newest rotated file ends within a line, gives it the rest; answers where the next line begins. */
    private static long completeLine(FileChannel file, Path newest, long cut) throws IOException {
        if (!Files.exists(newest) || Files.size(newest) == 0) {
            return 0;
        }
        try (FileChannel before = FileChannel.open(newest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var last = ByteBuffer.allocate(1);
            before.read(last, before.size() - 1);
            if (last.get(0) == '\n') {
                return 0;
            }
            var head = ByteBuffer.allocate((int) Math.min(LONGEST_LINE, cut));
            file.read(head, 0);
            for (int i = 0; i < head.position(); i++) {
                if (head.get(i) == '\n') {
                    before.position(before.size());
                    write(before, head.flip().limit(i + 1));
                    return i + 1;
                }
            }
            return 0;
        }
    }

    /** Answers whether all of it was there. */
    private static boolean copy(FileChannel file, long from, long to, Path target) throws IOException {
        try (FileChannel copy = FileChannel.open(
                target, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (long at = from; at < to; ) {
                long copied = file.transferTo(at, Math.min(BUFFER, to - at), copy);
                if (copied == 0) {
                    return false;
                }
                at += copied;
            }
            return true;
        }
    }

    private static void write(FileChannel target, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }

    private void truncate(FileChannel file, Path log, Path copy, long copied, String obstacle) throws IOException {
        if (told.add(log)) {
            LOG.warning(log + " cannot be cut in place here (" + obstacle
                    + "): it is copied and emptied, and what is written in that moment is lost");
        }
        if (file.size() < copied) {
            return; // somebody else has emptied it since
        }
        try (FileChannel target = FileChannel.open(copy, StandardOpenOption.APPEND)) {
            for (long at = copied; at < file.size(); ) {
                long more = file.transferTo(at, BUFFER, target);
                if (more == 0) {
                    return;
                }
                at += more;
            }
        }
        file.truncate(0);
    }

    private static void shift(Path log, int keep) throws IOException {
        for (int i = keep - 1; i >= 1; i--) {
            if (Files.exists(numbered(log, i))) {
                Files.move(numbered(log, i), numbered(log, i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.deleteIfExists(keep < 1 ? numbered(log, 1) : numbered(log, keep + 1));
    }

    private static Path numbered(Path log, int i) {
        return log.resolveSibling(log.getFileName() + "." + i);
    }
}
