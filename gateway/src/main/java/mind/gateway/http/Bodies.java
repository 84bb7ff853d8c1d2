package mind.gateway.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import mind.gateway.access.ConnectionLimits;
import mind.gateway.access.Turnstile;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Lets a request through to its route once its whole body is here, so that no thread waits for a visitor who sends slowly.
 * At most {@value #MOST_AT_ONCE} requests with a body are taken at a time, {@value #MOST_OF_ONE} of them from one address,
 * loopback excepted; one more is asked to come again.
 */
final class Bodies extends Handler.Wrapper {
    private static final int MOST_AT_ONCE = 64;
    private static final int MOST_OF_ONE = 16; // who has no token yet may send, too
    private static final int RETRY_SECONDS = 1;
    private static final String TAKING = Bodies.class.getName();

    private final Turnstile room = new Turnstile(new ConnectionLimits(MOST_AT_ONCE, MOST_OF_ONE));
    private final Function<Request, InetAddress> who;
    private final int mostBytes;
    private final long patienceMillis;
    private final LongAdder slow;

    /**
     * @param who            answers who sends a request, behind whatever proxies we trust
     * @param mostBytes      of one body; a longer one is refused with 413
     * @param patienceMillis how long a body may take; then the connection ends
     * @param slow           counts those that took longer
     */
    Bodies(Handler routes, Function<Request, InetAddress> who, int mostBytes, long patienceMillis, LongAdder slow) {
        super(
                true,
                new EagerContentHandler(
                        new Arrived(routes), new EagerContentHandler.RetainedContentLoaderFactory(mostBytes, 0, true)));
        this.who = who;
        this.mostBytes = mostBytes;
        this.patienceMillis = patienceMillis;
        this.slow = slow;
    }

    /** Where a body is complete, so that nobody waits for it any more. */
    private static final class Arrived extends Handler.Wrapper {
        Arrived(Handler routes) {
            super(true, routes);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (request.getAttribute(TAKING) instanceof Taking taking) {
                taking.end();
            }
            return super.handle(request, response, callback);
        }
    }

    /** A body that is being taken: over once, by its arrival, by the request's end, or because it takes too long. */
    private final class Taking {
        private final AtomicBoolean over = new AtomicBoolean();
        private final Turnstile.Pass place;
        private final Scheduler.Task deadline;

        Taking(Request request, Turnstile.Pass place) {
            this.place = place;
            EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            deadline = request.getComponents()
                    .getScheduler()
                    .schedule(() -> tooSlow(endPoint), patienceMillis, TimeUnit.MILLISECONDS);
        }

        private void tooSlow(EndPoint endPoint) {
            if (end()) {
                slow.increment();
                endPoint.close(new IOException("the body of a request took too long"));
            }
        }

        boolean end() {
            deadline.cancel();
            place.close();
            return over.compareAndSet(false, true);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (request.getLength() == 0) {
            return super.handle(request, response, callback);
        }
        if (request.getLength() > mostBytes) {
            Response.writeError(request, response, callback, 413, "a body may have " + mostBytes + " bytes");
            return true;
        }
        Optional<Turnstile.Pass> place = room.enter(who.apply(request));
        if (place.isEmpty()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
            Response.writeError(request, response, callback, 503, "too many bodies at once: try again in a moment");
            return true;
        }
        var taking = new Taking(request, place.get());
        request.setAttribute(TAKING, taking);
        Request.addCompletionListener(request, end -> taking.end());
        return super.handle(request, response, callback);
    }
}
