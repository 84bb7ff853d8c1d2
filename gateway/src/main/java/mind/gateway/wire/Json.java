package mind.gateway.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import mind.protocol.WireJson;

/** Writes one JSON text into memory, and splices in bytes that are JSON already. */
final class Json {
    private static final JsonFactory FACTORY = WireJson.MAPPER.getFactory();

    private Json() {}

    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    /** An object with the fields that {@code body} writes. */
    static ByteBuffer object(int sizeHint, Body body) {
        var out = new Bytes(sizeHint);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return out.view();
    }

    /** {@code text} as a JSON string, quotes included. */
    static byte[] quoted(String text) {
        var out = new Bytes(text.length() + 16);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Bytes being written, readable without a copy. */
    static final class Bytes extends ByteArrayOutputStream {
        Bytes(int size) {
            super(size);
        }

        Bytes add(String ascii) {
            byte[] bytes = ascii.getBytes(StandardCharsets.UTF_8);
            write(bytes, 0, bytes.length);
            return this;
        }

        Bytes add(byte[] bytes) {
            write(bytes, 0, bytes.length);
            return this;
        }

        Bytes add(long number) {
            return add(Long.toString(number));
        }

        /** What was written, read-only; nothing may be written after. */
        ByteBuffer view() {
            return ByteBuffer.wrap(buf, 0, count).asReadOnlyBuffer();
        }
    }
}
