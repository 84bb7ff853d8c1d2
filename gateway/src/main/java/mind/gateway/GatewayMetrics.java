package mind.gateway;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import mind.gateway.access.Refusal;
import mind.gateway.access.Refusals;
import mind.gateway.client.ClientCounters;
import mind.gateway.client.Clients;
import mind.gateway.client.CloseCode;
import mind.gateway.client.GraphRoom;
import mind.gateway.feed.Feed;
import mind.gateway.feed.FeedCounters;
import mind.gateway.feed.Life;
import mind.gateway.feed.SteadyClock;
import mind.gateway.heap.HeapBudget;
import mind.gateway.heap.HeapReturn;
import mind.gateway.http.PictureRoom;
import mind.gateway.metrics.Metrics;

/** Which numbers the gateway shows, under which names. */
final class GatewayMetrics {
    private GatewayMetrics() {}

    static void register(Metrics metrics, Feed feed, Clients clients, ClientCounters out, Refusals refusals) {
        clients(metrics, clients, out);
        originalGraphs(metrics, clients.graphs());
        for (Refusal refusal : Refusal.values()) {
            metrics.counter(
                    "gateway_refusals",
                    "Requests and sockets refused, by reason.",
                    () -> refusals.count(refusal),
                    "reason",
                    refusal.word());
        }
        bus(metrics, feed, feed.counters());
        metrics.gaugeByLabel(
                "gateway_citizen_seq",
                "The last event each citizen's worker said it had sent.",
                "citizen",
                () -> byCitizen(feed, Life::seq));
        metrics.gaugeByLabel(
                "gateway_citizen_heard_age_seconds",
                "Since each citizen's worker was last heard; NaN before the first word.",
                "citizen",
                () -> byCitizen(feed, GatewayMetrics::ageSeconds));
    }

    /**
     * @param places how many sockets were let in and have not gone
     * @param slow   connections ended because a request took too long to come
     */
    static void door(Metrics metrics, IntSupplier places, LongSupplier slow) {
        metrics.gauge("gateway_places_taken", "Sockets let in that have not gone.", places::getAsInt);
        metrics.counter("gateway_slow_requests", "Connections ended, for a request took too long to come.", slow);
    }

    /** @param room where whole graphs are written out */
    static void graphs(Metrics metrics, PictureRoom room) {
        String refused = "Whole graphs not written out, for want of memory.";
        metrics.counter("gateway_graphs_refused", refused, room::busy, "reason", "busy");
        metrics.counter("gateway_graphs_refused", refused, room::tooLarge, "reason", "size");
        metrics.counter("gateway_graphs_cut", "Whole graphs that were taken too slowly and cut off.", room::cut);
    }

    static void heap(Metrics metrics, HeapBudget budget, HeapReturn heap) {
        metrics.gauge("gateway_graphs_bytes", "Memory taken by whole graphs, whatever for.", budget::bytes);
        metrics.gauge("gateway_heap_bytes", "Memory that the heap takes of the system.", heap::bytes);
        metrics.counter("gateway_heap_returns", "Collections that gave heap back after a burst.", heap::times);
    }

    private static void clients(Metrics metrics, Clients clients, ClientCounters out) {
        metrics.gauge("gateway_connections", "Sockets open now.", clients::count);
        metrics.gauge("gateway_subscriptions", "Citizens watched, once for each client.", clients::subscriptions);
        metrics.counter("gateway_connects", "Sockets opened.", out.connects::sum);
        metrics.counter("gateway_disconnects", "Sockets that ended.", out.disconnects::sum);
        for (int code : CloseCode.ALL) {
            metrics.counter(
                    "gateway_closes",
                    "Sockets that the gateway closed, by close code; 1006 is a cut without one.",
                    () -> out.closes(code),
                    "code",
                    Integer.toString(code));
        }
        metrics.counter("gateway_messages_in", "Messages from clients.", out.messagesIn::sum);
        metrics.counter("gateway_messages_out", "Messages to clients.", out.messagesOut::sum);
        metrics.counter("gateway_bytes_in", "Bytes of messages from clients.", out.bytesIn::sum);
        metrics.counter("gateway_bytes_out", "Bytes of messages to clients.", out.bytesOut::sum);
        metrics.counter(
                "gateway_frames_built",
                "Frames of events built, each for any number of clients.",
                out.framesBuilt::sum);
        metrics.counter("gateway_conflated_events", "Events folded into others for clients that lag.", out.merged::sum);
        metrics.counter("gateway_dropped_events", "Events a client lagged too far to get.", out.dropped::sum);
        metrics.counter("gateway_gaps_sent", "Clients told that what they have is void.", out.gaps::sum);
        metrics.counter("gateway_resumes", "Resumes asked for.", out.resumesRecovered::sum, "recovered", "true");
        metrics.counter("gateway_resumes", "Resumes asked for.", out.resumesFailed::sum, "recovered", "false");
        metrics.counter("gateway_slow_disconnects", "Clients cut off for being too slow.", out.slowDisconnects::sum);
        metrics.counter("gateway_pong_timeouts", "Clients cut off for not answering pings.", out.pongTimeouts::sum);
        metrics.counter(
                "gateway_throttled", "Messages held back, for a client sent more than its rate.", out.throttled::sum);
        metrics.counter("gateway_bad_messages", "Messages that were not understood.", out.badMessages::sum);
        metrics.histogram(
                "gateway_fanout_seconds", "From an event's telling to its frame's handing to a socket.", out.fanOut);
    }

    private static void originalGraphs(Metrics metrics, GraphRoom room) {
        metrics.gauge(
                "gateway_original_graph_bytes", "Memory taken by graphs for original-dialect sockets.", room::bytes);
        metrics.gauge("gateway_original_graph_bytes_most", "Memory that they may take.", room::mostBytes);
        metrics.counter(
                "gateway_original_graphs_refused",
                "Graphs not shown in the original dialect, for want of memory.",
                room::refusals);
    }

    private static void bus(Metrics metrics, Feed feed, FeedCounters in) {
        metrics.gauge(
                "gateway_redis_sign_age_seconds",
                "Since Redis last gave a sign of life.",
                () -> feed.signAgeMillis() / 1e3);
        metrics.gauge(
                "gateway_ready",
                "1 while Redis gives signs of life.",
                () -> feed.trouble().isEmpty() ? 1 : 0);
        metrics.gauge("gateway_citizens_watched", "Citizens whose events are subscribed to.", feed::watchedCount);
        metrics.counter("gateway_redis_reconnects", "Connections to Redis made anew.", in.reconnects::sum);
        metrics.counter("gateway_bus_messages", "Messages from Redis.", in.messagesIn::sum);
        metrics.counter("gateway_bus_bytes", "Bytes of messages from Redis.", in.bytesIn::sum);
        metrics.counter("gateway_bus_malformed", "Messages that were none of ours.", in.malformed::sum);
        metrics.counter("gateway_bus_overflowed", "Messages lost, for the relay's queue was full.", in.overflowed::sum);
        metrics.counter("gateway_bus_stale", "Events of an earlier life of a worker.", in.stale::sum);
        metrics.counter("gateway_bus_repeated", "Events that had come already.", in.repeated::sum);
        metrics.counter("gateway_bus_gaps", "Stretches of events that ended in a hole or a new life.", in.gaps::sum);
        metrics.gauge("gateway_event_bytes", "Memory taken by the events kept of those citizens.", feed::eventBytes);
        metrics.gauge(
                "gateway_snapshot_bytes",
                "Memory taken by snapshots that are kept, on their way or still being sent.",
                feed::snapshotBytes);
        metrics.counter("gateway_snapshot_builds", "Snapshots fetched from workers.", in.snapshotBuilds::sum);
        metrics.counter("gateway_snapshot_serves", "Snapshots given to clients.", in.snapshotServes::sum);
        metrics.counter(
                "gateway_snapshots_let_go", "Snapshots forgotten early, to save memory.", in.snapshotsLetGo::sum);
        metrics.counter(
                "gateway_snapshots_refused",
                "Subscriptions told that their snapshot is too large.",
                in.snapshotsRefused::sum);
        metrics.counter(
                "gateway_citizens_overlooked",
                "Words of citizens that no list names, dropped, for there are too many.",
                () -> feed.lives().overlooked());
        metrics.counter("gateway_snapshot_failures", "Snapshots that did not come.", in.snapshotFailures::sum);
        metrics.counter("gateway_commands", "Commands sent to workers.", in.commands::sum);
        metrics.gauge("gateway_commands_waiting", "Commands not answered yet.", () -> feed.commands()
                .inFlight());
        metrics.counter(
                "gateway_commands_unsent",
                "Commands dropped, for Redis was away or their time was up before they could be sent.",
                in.commandsUnsent::sum);
        metrics.counter("gateway_command_timeouts", "Commands no worker answered in time.", in.commandTimeouts::sum);
    }

    private static double ageSeconds(Life life) {
        return life.heardMs() == 0 ? Double.NaN : (SteadyClock.millis() - life.heardMs()) / 1e3;
    }

    private static Map<String, Double> byCitizen(Feed feed, ToDoubleFunction<Life> value) {
        Map<String, Double> values = new TreeMap<>();
        feed.lives().all().forEach(life -> values.put(life.citizen(), value.applyAsDouble(life)));
        return values;
    }
}
