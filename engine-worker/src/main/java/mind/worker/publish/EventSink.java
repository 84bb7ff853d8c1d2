package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Takes events one after another and numbers them. */
public interface EventSink {
    /** One event; its body is what {@code writer} writes. */
    void event(String type, long frame, BodyWriter writer) throws IOException;

    /** The seq of the last event taken. */
    long seq();

    long epoch();

    /** Whether somebody heard the last event on the citizen's channel; if nobody does, details may wait. */
    boolean listened();

    /** Writes one event's body: a whole JSON object. */
    @FunctionalInterface
    interface BodyWriter {
        void write(JsonGenerator json) throws IOException;
    }
}
