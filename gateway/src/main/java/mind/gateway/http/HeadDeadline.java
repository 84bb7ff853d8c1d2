package mind.gateway.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends HTTP connections on which the next request's head has not come within some time, however busily its bytes drip in:
 * Jetty's idle timeout begins anew with each of them.
 */
final class HeadDeadline extends AbstractLifeCycle implements Connection.Listener {
    private static final long LOOK_MILLIS = 1_000;

    private final Scheduler scheduler;
    private final long patienceNanos;
    private final LongAdder ended;
    private final Map<Connection, Wait> waits = new ConcurrentHashMap<>(); // one a connection that speaks HTTP

    /** Since when the head of the request after {@code requests} has been waited for, and nothing has been sent. */
    private record Wait(long requests, long bytesOut, long sinceNanos) {}

    /**
     * @param patienceMillis how long a head may take, the silence before it included
     * @param ended          counts the connections ended
     */
    HeadDeadline(Scheduler scheduler, long patienceMillis, LongAdder ended) {
        this.scheduler = scheduler;
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        this.ended = ended;
    }

    @Override
    protected void doStart() {
        lookLater();
    }

    private void lookLater() {
        scheduler.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof org.eclipse.jetty.server.ConnectionMetaData) {
            waits.put(connection, new Wait(0, 0, System.nanoTime()));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        waits.remove(connection); // also when it goes on as a WebSocket
    }

    private void look() {
        long now = System.nanoTime();
        waits.forEach((connection, wait) -> {
            boolean answering = connection.getMessagesIn() > connection.getMessagesOut()
                    || connection.getBytesOut() != wait.bytesOut(); // an answer counts as out when its first bytes are
            if (answering || connection.getMessagesIn() != wait.requests()) {
                waits.replace(connection, wait, new Wait(connection.getMessagesIn(), connection.getBytesOut(), now));
            } else if (now - wait.sinceNanos() > patienceNanos) {
                ended.increment();
                connection.getEndPoint().close(new java.io.IOException("the head of a request took too long"));
            }
        });
        if (isRunning()) {
            lookLater();
        }
    }
}
