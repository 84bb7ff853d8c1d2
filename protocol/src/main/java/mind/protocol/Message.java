package mind.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * One message on the bus: a line of header JSON, a newline, and a body that a relay passes on as it came.
 *
 * @param header what a relay needs to know
 * @param body   UTF-8 JSON, a view that the receiver must not change; may be empty
 */
public record Message(Header header, ByteBuffer body) {
    /** Version of the header and of the bodies, in every header. */
    public static final int VERSION = 1;
    /** Longest header line, bytes. */
    public static final int MAX_HEADER = 512;

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * What a relay needs to know of a message.
     *
     * @param type    kind of event, such as {@code delta} or {@code node.flip}; or {@code lifecycle}, {@code reply}
     * @param citizen full graph name
     * @param epoch   one per life of a worker, rising: epoch milliseconds or the last epoch + 1
     * @param seq     place in that epoch's events, first 1; for lifecycle and replies the last seq sent so far
     * @param frame   the engine's tick count
     * @param tMs     when it was sent, epoch milliseconds
     * @param request the command that a reply answers; empty for all else
     */
    public record Header(String type, String citizen, long epoch, long seq, long frame, long tMs, String request) {}

    /** The bytes to publish. @throws IllegalArgumentException if the header line exceeds {@link #MAX_HEADER} bytes */
    public byte[] encode() {
        var line = new ByteArrayOutputStream(160 + body.remaining());
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            json.writeStringField("type", header.type);
            json.writeStringField("citizen", header.citizen);
            json.writeNumberField("epoch", header.epoch);
            json.writeNumberField("seq", header.seq);
            json.writeNumberField("frame", header.frame);
            json.writeNumberField("t_ms", header.tMs);
            if (!header.request.isEmpty()) {
                json.writeStringField("request", header.request);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        if (line.size() > MAX_HEADER) {
            throw new IllegalArgumentException("header of " + line.size() + " bytes for " + header.type);
        }
        line.write('\n');
        ByteBuffer rest = body.duplicate();
        byte[] whole = new byte[line.size() + rest.remaining()];
        System.arraycopy(line.toByteArray(), 0, whole, 0, line.size());
        rest.get(whole, line.size(), rest.remaining());
        return whole;
    }

    /** Reads the header line and leaves the body unread. @throws IOException if the bytes are no message of this version */
    public static Message parse(byte[] bytes) throws IOException {
        int newline = -1;
        for (int i = 0; i < Math.min(bytes.length, MAX_HEADER + 1); i++) {
            if (bytes[i] == '\n') {
                newline = i;
                break;
            }
        }
        if (newline < 0) {
            throw new IOException("no header line within " + MAX_HEADER + " bytes");
        }
        return new Message(
                parseHeader(bytes, newline),
                ByteBuffer.wrap(bytes, newline + 1, bytes.length - newline - 1).slice());
    }

    private static Header parseHeader(byte[] bytes, int length) throws IOException {
        int version = 0;
        String type = "";
        String citizen = "";
        String request = "";
        long epoch = 0;
        long seq = 0;
        long frame = 0;
        long tMs = 0;
        try (JsonParser json = JSON.createParser(bytes, 0, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the header is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "v" -> version = json.getIntValue();
                    case "type" -> type = json.getText();
                    case "citizen" -> citizen = json.getText();
                    case "request" -> request = json.getText();
                    case "epoch" -> epoch = json.getLongValue();
                    case "seq" -> seq = json.getLongValue();
                    case "frame" -> frame = json.getLongValue();
                    case "t_ms" -> tMs = json.getLongValue();
                    default -> json.skipChildren(); // a newer sender may say more
                }
            }
        }
        if (version != VERSION || type.isEmpty() || citizen.isEmpty()) {
            throw new IOException("header with v " + version + ", type \"" + type + "\", citizen \"" + citizen + "\"");
        }
        return new Header(type, citizen, epoch, seq, frame, tMs, request);
    }
}
