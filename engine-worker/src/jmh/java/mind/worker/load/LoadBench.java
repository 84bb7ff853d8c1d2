package mind.worker.load;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;

/**
 * Loading a graph, against a reader of the same answers that throws them away. Arguments: FalkorDB's URL, graph name. Two
 * dozen loads each, in turn; the first is the cold one, the last twelve are warm.
 */
public final class LoadBench {
    private static final int ROUNDS = 24;
    private static final int WARM = 12;

    private LoadBench() {}

    public static void main(String[] args) throws IOException {
        ServerAddress server = ServerAddress.of(URI.create(args[0]));
        double[] loads = new double[ROUNDS];
        double[] raws = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            var loaded = new GraphLoader(server).load(GraphName.of(args[1]), progress -> {});
            double millis = (System.nanoTime() - start) / 1e6;
            double raw = raw(server, args[1]);
            loads[round] = millis;
            raws[round] = raw;
            System.out.printf(
                    "load %d: %d nodes, %d links in %.0f ms; read and thrown away in %.0f ms%n",
                    round, loaded.graph().nodes.count, loaded.graph().linkCount(), millis, raw);
        }
        double warm = warmMedian(loads);
        System.out.printf(
                "load: warm median %.0f ms, least %.0f ms; %.2f times reading alone%n",
                warm, Arrays.stream(loads).min().orElseThrow(), warm / warmMedian(raws));
    }

    private static double warmMedian(double[] times) {
        double[] warm = Arrays.copyOfRange(times, ROUNDS - WARM, ROUNDS);
        Arrays.sort(warm);
        return (warm[(WARM - 1) / 2] + warm[WARM / 2]) / 2;
    }

    private static double raw(ServerAddress server, String graph) throws IOException {
        long start = System.nanoTime();
        try (FalkorConnection connection = FalkorConnection.open(server, Long.MAX_VALUE, () -> {})) {
            Set<String> keys = new HashSet<>();
            connection.ask(graph, GraphLoad.keysAmong(List.of(NodeReader.WANTED, LinkReader.WANTED)));
            connection.rows();
            GraphLoad.readKeys(connection.reader(), keys);
            connection.done();
            connection.ask(graph, "MATCH (n) RETURN " + new NodeReader(null, null, keys).columns());
            connection.reader().skip();
            connection.ask(graph, "MATCH (a)-[r]->(b) RETURN " + new LinkReader(null, null, keys).columns());
            connection.reader().skip();
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
