package mind.worker.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import mind.protocol.GraphName;
import mind.worker.dynamics.EngineSettings;
import mind.worker.loop.LoopStats;

/** Turns a batch into the events of the protocol; the wire-named ones it leaves to {@link WireEvents}. */
public final class EngineFeed implements Feed {
    private static final int FLIPS_TOLD = 64;
    private static final int FLOWS_TOLD = 200;

    private final EventBatch batch;
    private final Supplier<LoopStats> loop;
    private final WireEvents wire;
    private final WireChanges changes;
    private final Largest flips = new Largest(FLIPS_TOLD);
    private final Largest flows = new Largest(FLOWS_TOLD);
    private LoopStats stats;
    private long statsNanos;
    private volatile long lost;

    /** @param loop figures of the tick loop; asked for at most twice a second */
    public EngineFeed(Gatherer gatherer, GraphName name, Supplier<LoopStats> loop, EngineSettings settings) {
        this.batch = gatherer.batch();
        this.loop = loop;
        this.wire = new WireEvents(gatherer.graph(), name, settings);
        this.changes = new WireChanges(wire.payload());
        this.stats = loop.get();
    }

    @Override
    public boolean ready() {
        return batch.full;
    }

    /** Happenings that came faster than they could be told and were left out. */
    public long lost() {
        return lost;
    }

    @Override
    public void tell(EventSink sink) throws IOException {
        long frame = batch.happened.figures.tick;
        try {
            long now = System.nanoTime();
            if (now - statsNanos > 500_000_000) {
                stats = loop.get();
                statsNanos = now;
            }
            stimuli(sink);
            if (batch.nodes > 0) {
                sink.event("delta", frame, this::delta);
            }
            if (batch.subs > 0) {
                sink.event("subs", frame, this::subs);
            }
            if (batch.detailed && batch.happened.flips > 0) {
                sink.event("flips", frame, this::flips);
            }
            if (batch.flows > 0) {
                sink.event("flows", frame, this::flows);
            }
            if (batch.wmChanged) {
                sink.event("wm", frame, this::wm);
            }
            changes.tell(batch, sink);
            wire.tell(batch, stats, sink);
            if (batch.happened.figures.ticks > 0) {
                sink.event("frame", frame, this::frame);
            }
            if (batch.copy != null) {
                batch.copy.number(sink.epoch(), sink.seq());
                batch.copyDone.complete(batch.copy);
            }
        } finally {
            if (batch.copyDone != null) { // no effect on one that is complete
                batch.copyDone.completeExceptionally(
                        new RejectedExecutionException("the events before the copy could not be told"));
            }
            lost = lost + batch.happened.lost;
            batch.happened.lost = 0;
            batch.clear();
            batch.full = false;
        }
    }

    private void stimuli(EventSink sink) throws IOException {
        for (Happenings.StimulusTold told : batch.happened.stimuli) {
            sink.event("stimulus", told.frame(), json -> {
                json.writeStartObject();
                json.writeStringField("id", told.id());
                json.writeStringField("text", told.text());
                json.writeStringField("source", told.source());
                json.writeStringField("path", told.path());
                Decimals.field(json, "budget", told.budget());
                Decimals.field(json, "added", told.added());
                indices(json, "i", told.node(), told.node().length);
                numbers(json, "d", told.delta(), told.delta().length);
                json.writeEndObject();
            });
        }
    }

    private void delta(JsonGenerator json) throws IOException {
        json.writeStartObject();
        indices(json, "i", batch.node, batch.nodes);
        numbers(json, "e", batch.energy, batch.nodes);
        json.writeEndObject();
    }

    private void subs(JsonGenerator json) throws IOException {
        json.writeStartObject();
        indices(json, "i", batch.sub, batch.subs);
        json.writeArrayFieldStart("e");
        for (int k = 0; k < batch.subs; k++) {
            Decimals.number(json, batch.subEnergy[batch.sub[k]]);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("t");
        for (int k = 0; k < batch.subs; k++) {
            Decimals.number(json, batch.subTheta[batch.sub[k]]);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("a");
        for (int k = 0; k < batch.subs; k++) {
            json.writeNumber(batch.subActive[batch.sub[k]] ? 1 : 0);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void flips(JsonGenerator json) throws IOException {
        Happenings happened = batch.happened;
        int told = flips.of(happened.flips, k -> Math.abs(happened.flipAfter[k] - happened.flipBefore[k]));
        json.writeStartObject();
        json.writeArrayFieldStart("i");
        for (int k = 0; k < told; k++) {
            json.writeNumber(happened.flipNode[flips.place(k)]);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("e");
        for (int k = 0; k < told; k++) {
            Decimals.number(json, happened.flipAfter[flips.place(k)]);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("d");
        for (int k = 0; k < told; k++) {
            int place = flips.place(k);
            Decimals.number(json, happened.flipAfter[place] - happened.flipBefore[place]);
        }
        json.writeEndArray();
        json.writeNumberField("n", happened.figures.flips);
        json.writeEndObject();
    }

    private void flows(JsonGenerator json) throws IOException {
        int told = flows.of(batch.flows, k -> batch.flow[k]);
        json.writeStartObject();
        json.writeArrayFieldStart("l");
        for (int k = 0; k < told; k++) {
            json.writeNumber(batch.flowLink[flows.place(k)]);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("f");
        for (int k = 0; k < told; k++) {
            Decimals.number(json, batch.flow[flows.place(k)]);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void wm(JsonGenerator json) throws IOException {
        json.writeStartObject();
        indices(json, "s", batch.wmSub, batch.wm);
        json.writeArrayFieldStart("share");
        for (int k = 0; k < batch.wm; k++) {
            Decimals.number(json, wire.share(batch.wmTokens[k]));
        }
        json.writeEndArray();
        json.writeNumberField("tokens", batch.wmTokensUsed);
        json.writeEndObject();
    }

    private void frame(JsonGenerator json) throws IOException {
        TickFigures figures = batch.happened.figures;
        json.writeStartObject();
        json.writeNumberField("tick", figures.tick);
        Decimals.field(json, "dt", figures.dt);
        json.writeArrayFieldStart("ms");
        Decimals.number(json, stats.p50Ms());
        Decimals.number(json, stats.p99Ms());
        Decimals.number(json, stats.lastMs());
        json.writeEndArray();
        Decimals.field(json, "hz", stats.measuredHz());
        Decimals.field(json, "e", figures.totalEnergy);
        json.writeNumberField("active", figures.active);
        json.writeNumberField("flips", figures.flips);
        json.writeNumberField("strides", figures.strides);
        Decimals.field(json, "rho", figures.rho);
        Decimals.field(json, "sigma", figures.sigma);
        json.writeStringField("safety", figures.safety.word());
        json.writeStringField("state", figures.consciousness.word());
        Decimals.field(json, "global", figures.globalEnergy);
        Decimals.field(json, "arousal", figures.arousal);
        Decimals.field(json, "precision", figures.precision);
        Decimals.field(json, "goal", figures.goalAlignment);
        json.writeNumberField("late", stats.lateSlots());
        json.writeEndObject();
    }

    private static void indices(JsonGenerator json, String name, int[] values, int count) throws IOException {
        json.writeFieldName(name);
        json.writeArray(values, 0, count);
    }

    private static void numbers(JsonGenerator json, String name, double[] values, int count) throws IOException {
        json.writeArrayFieldStart(name);
        for (int k = 0; k < count; k++) {
            Decimals.number(json, values[k]);
        }
        json.writeEndArray();
    }
}
