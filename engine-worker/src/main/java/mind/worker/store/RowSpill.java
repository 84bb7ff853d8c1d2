package mind.worker.store;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows of a file, kept in a temporary one until they can be had in the order of their numbers: a file may list them in
 * any order, and may be larger than the heap. Written first, then read.
 */
final class RowSpill implements AutoCloseable {
    private final Path file = temporary();
    private final DataOutputStream out;
    private final Map<Shape, Integer> shapeNumbers = new HashMap<>();
    private final List<Shape> shapes = new ArrayList<>();
    private long[] ids = new long[1 << 10];
    private long[] ends = new long[1 << 10]; // of each row, bytes
    private int rows;
    private boolean ascending = true;

    /**
     * A row.
     *
     * @param id     its number in the file
     * @param labels a node's labels, or a link's one type
     * @param source of a link: its source's number in the file
     * @param target of a link: its target's number in the file
     * @param key    of a node: its application id, null where it has none
     * @param clean  what to store
     */
    record Row(long id, List<String> labels, long source, long target, String key, PropertyCleaner.Clean clean) {}

    private record Shape(List<String> labels, List<String> keys) {}

    RowSpill() throws IOException {
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    }

    private static Path temporary() {
        try {
            Path file = Files.createTempFile("mind-rows", ".tmp");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary file", e);
        }
    }

    void add(Row row) throws IOException {
        if (rows == ids.length) {
            ids = Arrays.copyOf(ids, rows * 2);
            ends = Arrays.copyOf(ends, rows * 2);
        }
        ascending &= rows == 0 || row.id > ids[rows - 1];
        ids[rows] = row.id;
        var shape = new Shape(row.labels, row.clean.keys());
        Integer number = shapeNumbers.get(shape);
        if (number == null) {
            number = shapes.size();
            shapes.add(shape);
            shapeNumbers.put(shape, number);
        }
        byte[] values = row.clean.values().toArray();
        byte[] key = row.key == null ? null : row.key.getBytes(StandardCharsets.UTF_8);
        out.writeInt(number);
        out.writeLong(row.source);
        out.writeLong(row.target);
        writeBytes(key);
        writeBytes(values);
        out.writeInt(row.clean.specials().size());
        for (Special.Value special : row.clean.specials()) {
            writeBytes(special.key().getBytes(StandardCharsets.UTF_8));
            writeBytes(special.expression().getBytes(StandardCharsets.UTF_8));
        }
        ends[rows] = (rows == 0 ? 0 : ends[rows - 1]) + length(row, key, values);
        rows++;
    }

    private static long length(Row row, byte[] key, byte[] values) {
        long length = 4 + 8 + 8 + 4 + (key == null ? 0 : key.length) + 4 + values.length + 4;
        for (Special.Value special : row.clean.specials()) {
            length += 4
                    + special.key().getBytes(StandardCharsets.UTF_8).length
                    + 4
                    + special.expression().getBytes(StandardCharsets.UTF_8).length;
        }
        return length;
    }

    private void writeBytes(byte[] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    int rows() {
        return rows;
    }

    /** Takes each row in the order of its number. */
    interface Taker {
        void take(Row row) throws IOException;
    }

    void inOrder(Taker taker) throws IOException {
        out.flush();
        int[] order = IntStream.range(0, rows).toArray();
        if (!ascending) {
            order = IntStream.range(0, rows)
                    .boxed()
                    .sorted((a, b) -> Long.compare(ids[a], ids[b])) // stable: equal numbers keep the file's order
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (int row : order) {
                taker.take(read(channel, row));
            }
        }
    }

    private Row read(FileChannel channel, int row) throws IOException {
        long start = row == 0 ? 0 : ends[row - 1];
        var bytes = ByteBuffer.allocate((int) (ends[row] - start));
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, start + bytes.position()) < 0) {
                throw new IOException("the temporary file " + file + " ends early");
            }
        }
        var in = new DataInputStream(new ByteArrayInputStream(bytes.array()));
        Shape shape = shapes.get(in.readInt());
        long source = in.readLong();
        long target = in.readLong();
        byte[] key = readBytes(in);
        byte[] values = readBytes(in);
        var raw = new BulkBytes(values.length);
        raw.addRaw(values, 0, values.length);
        int count = in.readInt();
        var specials = new ArrayList<Special.Value>(count);
        for (int i = 0; i < count; i++) {
            String name = text(readBytes(in));
            specials.add(new Special.Value(name, text(readBytes(in))));
        }
        return new Row(
                ids[row],
                shape.labels,
                source,
                target,
                key == null ? null : text(key),
                new PropertyCleaner.Clean(shape.keys, raw, specials));
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }
}
