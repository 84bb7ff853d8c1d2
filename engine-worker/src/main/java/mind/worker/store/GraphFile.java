package mind.worker.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import mind.protocol.ExitCodes;

/**
 * A graph as JSON Lines, plain or gzip whatever its name: first {@code {"kind":"graph",…}}, or many graphs that each start
 * with {@code {"kind":"case",…}}; then {@code "node"} and {@code "link"} lines. Numbers keep their kind: {@code 1} is an
 * integer, {@code 1.0} a float. NaN and infinities are {@link Special#FLOAT}; bare {@code NaN} is understood too.
 */
final class GraphFile implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(64 << 20) // one text property; a row has to fit the heap
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    /** One character a byte: lines are found first and decoded one by one, so that what is not UTF-8 has a line. */
    private static final Charset BYTES = StandardCharsets.ISO_8859_1;

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder(); // reports what it cannot decode
    private final String name;
    private final long size;
    private final CountedStream counted;
    private final BufferedReader reader;
    private long lines;

    private GraphFile(String name, long size, CountedStream counted, BufferedReader reader) {
        this.name = name;
        this.size = size;
        this.counted = counted;
        this.reader = reader;
    }

    /** @throws StoreException where the file cannot be read */
    static GraphFile open(Path path) {
        try {
            long size = Files.size(path);
            return of(new FileInputStream(path.toFile()), path.toString(), size);
        } catch (NoSuchFileException e) {
            throw new StoreException(ExitCodes.USAGE, "no file " + path, e);
        } catch (IOException e) {
            throw unreadable(path.toString(), e);
        }
    }

    /** What {@code stream} has, however much that is. */
    static GraphFile of(InputStream stream, String name) {
        try {
            return of(stream, name, 0);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static StoreException unreadable(String name, IOException e) {
        return new StoreException(ExitCodes.FAILED, name + " cannot be read: " + e.getMessage(), e);
    }

    private static GraphFile of(InputStream stream, String name, long size) throws IOException {
        var counted = new CountedStream(stream);
        var buffered = new BufferedInputStream(counted, 1 << 16);
        buffered.mark(2);
        boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        InputStream text = gzip ? new GZIPInputStream(buffered, 1 << 16) : buffered;
        return new GraphFile(name, size, counted, new BufferedReader(new InputStreamReader(text, BYTES), 1 << 16));
    }

    /** The next line's object, or {@link MissingNode} at the end. */
    JsonNode next() throws IOException {
        while (true) {
            String line;
            try {
                line = reader.readLine();
            } catch (EOFException | ZipException e) {
                throw new StoreException(
                        ExitCodes.FAILED, name + " is damaged or cut off after line " + lines + ": get it whole", e);
            }
            if (line == null) {
                return MissingNode.getInstance();
            }
            lines++;
            line = decoded(line);
            if (lines == 1 && line.startsWith("\ufeff")) {
                line = line.substring(1);
            }
            if (!line.isBlank()) {
                return parse(line);
            }
        }
    }

    private String decoded(String bytes) {
        try {
            return utf8.decode(ByteBuffer.wrap(bytes.getBytes(BYTES))).toString();
        } catch (CharacterCodingException e) {
            throw refusal("is not UTF-8: convert the file, or take out what stands there");
        }
    }

    private JsonNode parse(String line) {
        try {
            JsonNode object = JSON.readTree(line);
            if (object.isObject()) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw refusal("is not JSON: " + e.getOriginalMessage());
        }
        throw refusal("is not a JSON object");
    }

    /** A refusal that names the current line. */
    StoreException refusal(String problem) {
        return new StoreException(ExitCodes.FAILED, name + " line " + lines + " " + problem);
    }

    long bytesRead() {
        return counted.count;
    }

    /** Size of the file, bytes; 0 where that is not known. */
    long size() {
        return size;
    }

    /** What to call it. */
    String name() {
        return name;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static final class CountedStream extends FilterInputStream {
        private long count;

        CountedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(read, 0);
            return read;
        }
    }
}
