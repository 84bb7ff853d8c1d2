package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The end of a log file, whatever bytes are in it. */
final class LogTail {
    private static final int MOST_BYTES = 64 << 10;

    private LogTail() {}

    /** The last {@code count} lines within the last 64 KiB; bytes that are no UTF-8 become replacement characters. */
    static List<String> of(Path file, int count) {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long from = Math.max(0, size - MOST_BYTES);
            var bytes = ByteBuffer.allocate((int) (size - from));
            while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
                // until all is read
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            List<String> lines = Arrays.asList(text.split("\n"));
            return text.isEmpty()
                    ? List.of()
                    : List.copyOf(lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            return List.of();
        }
    }
}
