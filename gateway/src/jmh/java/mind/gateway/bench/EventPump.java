package mind.gateway.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import mind.protocol.Channels;
import mind.protocol.Message;
import redis.clients.jedis.Jedis;

/** Publishes a citizen's events to Redis as its worker would, each of 1 KiB with the time it left. */
final class EventPump implements AutoCloseable {
    /** Bytes of a body. */
    static final int BODY = 1_024;
    /** Bytes behind an event's mark that hold nothing to find. */
    static final int FILLER = 900;

    private static final String FILL = "x".repeat(BODY - 40);

    private final Jedis jedis;
    private final byte[] channel;
    private final String graph;
    private final long epoch;
    private long seq;

    EventPump(Jedis jedis, String graph, long epoch) {
        this.jedis = jedis;
        this.graph = graph;
        this.epoch = epoch;
        this.channel = Channels.events(graph).getBytes(StandardCharsets.UTF_8);
    }

    long published() {
        return seq;
    }

    /** Publishes as fast as the client furthest behind takes them, never more than {@code window} ahead of it. */
    void saturate(int window, long nanos, LongSupplier least) {
        long end = System.nanoTime() + nanos;
        long base = seq - least.getAsLong();
        while (System.nanoTime() < end) {
            long room = least.getAsLong() + base + window - seq;
            if (room <= 0) {
                LockSupport.parkNanos(200_000);
                continue;
            }
            var pipeline = jedis.pipelined();
            for (long i = 0; i < Math.min(room, 32); i++) {
                pipeline.publish(channel, next());
            }
            pipeline.sync();
        }
    }

    /** Publishes {@code hz} events a second, evenly. */
    void steady(double hz, long nanos) {
        long begin = System.nanoTime();
        long period = (long) (1e9 / hz);
        for (long due = begin; due - begin < nanos; due += period) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
            }
            jedis.publish(channel, next());
        }
    }

    private byte[] next() {
        String body = "{\"ns\":" + System.nanoTime() + ",\"x\":\"" + FILL + "\"}";
        var header = new Message.Header("stimulus", graph, epoch, ++seq, seq, System.currentTimeMillis(), "");
        return new Message(header, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))).encode();
    }

    /** Waits until every client has all, or a while has passed. */
    void drain(LongSupplier least, long goal) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (least.getAsLong() < goal && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void close() {
        jedis.close();
    }
}
