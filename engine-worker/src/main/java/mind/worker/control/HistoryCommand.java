package mind.worker.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import mind.protocol.WireJson;
import mind.worker.history.History;

/** {@code history}: the last of one key figure, at most an hour. Answers also while no engine runs. */
public final class HistoryCommand implements CommandHandler {
    private final History history;

    public HistoryCommand(History history) {
        this.history = history;
    }

    @Override
    public void handle(Args args, Answer answer) throws Refusal {
        String metric = args.choice("metric", History.Metric.ENERGY.word(), History.Metric.words());
        int seconds = args.whole("seconds", 300, 1, 86_400);
        History.Series series = history.since(History.Metric.of(metric), System.currentTimeMillis() - seconds * 1_000L);
        ObjectNode result = WireJson.MAPPER.createObjectNode().put("metric", metric);
        var times = result.putArray("t_ms");
        for (long time : series.tMs()) {
            times.add(time);
        }
        var values = result.putArray("v");
        for (float value : series.v()) {
            values.add(Double.parseDouble(Float.toString(value))); // as short as it was
        }
        answer.done(result);
    }
}
