package mind.gateway.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import mind.protocol.Channels;
import mind.protocol.Command;
import mind.protocol.Message;
import mind.protocol.Reply;
import mind.protocol.WireJson;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;

/** Answers a gateway's request for a snapshot with an empty graph, so that it lets its clients in. */
final class StubWorker implements AutoCloseable {
    private final Jedis listening;
    private final Jedis answering;
    private final String graph;
    private final long epoch;
    private final java.util.function.LongSupplier seq;
    private final BinaryJedisPubSub commands = new BinaryJedisPubSub() {
        @Override
        public void onMessage(byte[] channel, byte[] bytes) {
            try {
                answer(WireJson.MAPPER.readValue(bytes, Command.class));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    StubWorker(Jedis listening, Jedis answering, String graph, long epoch, java.util.function.LongSupplier seq) {
        this.listening = listening;
        this.answering = answering;
        this.graph = graph;
        this.epoch = epoch;
        this.seq = seq;
    }

    void start() {
        var thread = new Thread(
                () -> listening.subscribe(commands, Channels.commands(graph).getBytes(StandardCharsets.UTF_8)),
                "stub-worker");
        thread.setDaemon(true);
        thread.start();
        while (!commands.isSubscribed()) {
            Thread.onSpinWait();
        }
    }

    private void answer(Command command) {
        if (!command.command().equals("snapshot")) {
            return;
        }
        long at = seq.getAsLong();
        String body = "{\"snapshot\":\"s\",\"part\":0,\"parts\":1,\"graph\":\"" + graph
                + "\",\"citizen\":\"bench\",\"level\":\"N1\""
                + ",\"epoch\":" + epoch + ",\"seq\":" + at + ",\"frame\":0,\"nodes\":0,\"links\":0,\"subentities\":0"
                + ",\"memberships\":0,\"tick_ms\":100,\"node_types\":[],\"link_types\":[]}";
        var header = new Message.Header(
                Reply.SNAPSHOT_TYPE, graph, epoch, at, 0, System.currentTimeMillis(), command.requestId());
        answering.publish(
                command.replyTo().getBytes(StandardCharsets.UTF_8),
                new Message(header, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))).encode());
    }

    @Override
    public void close() {
        if (commands.isSubscribed()) {
            commands.unsubscribe();
        }
        answering.close();
    }
}
