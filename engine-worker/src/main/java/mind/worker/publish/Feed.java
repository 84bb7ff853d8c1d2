package mind.worker.publish;

import java.io.IOException;

/** Where a {@link Speaker} gets the events of a running engine. Both methods are called by the speaker's thread only. */
public interface Feed {
    /** Whether there is something to tell. */
    boolean ready();

    /** Tells it, as events in the order they happened. */
    void tell(EventSink sink) throws IOException;

    /** An engine that has nothing to say, because there is none. */
    Feed SILENT = new Feed() {
        @Override
        public boolean ready() {
            return false;
        }

        @Override
        public void tell(EventSink sink) {}
    };
}
