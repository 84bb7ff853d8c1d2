package mind.worker.load;

import java.io.IOException;
import java.net.URI;
import mind.protocol.GraphName;
import mind.protocol.ServerAddress;

/**
 * Loading a graph, against a reader of the same answers that throws them away. Arguments: FalkorDB's URL, graph name. Five
 * loads each, in turn; the first is the cold one.
 */
public final class LoadBench {
    private static final int ROUNDS = 5;

    private LoadBench() {}

    public static void main(String[] args) throws IOException {
        ServerAddress server = ServerAddress.of(URI.create(args[0]));
        double least = Double.MAX_VALUE;
        double leastRaw = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            var loaded = new GraphLoader(server).load(GraphName.of(args[1]), progress -> {});
            double millis = (System.nanoTime() - start) / 1e6;
            double raw = raw(server, args[1]);
            least = Math.min(least, millis);
            leastRaw = Math.min(leastRaw, raw);
            System.out.printf(
                    "load %d: %d nodes, %d links in %.0f ms; read and thrown away in %.0f ms%n",
                    round, loaded.graph().nodes.count, loaded.graph().linkCount(), millis, raw);
        }
        System.out.printf("load: best %.0f ms, %.2f times reading alone%n", least, least / leastRaw);
    }

    private static double raw(ServerAddress server, String graph) throws IOException {
        long start = System.nanoTime();
        try (FalkorConnection connection = FalkorConnection.open(server, Long.MAX_VALUE, () -> {})) {
            connection.ask(graph, "MATCH (n) RETURN " + NodeReader.COLUMNS);
            connection.reader().skip();
            connection.ask(graph, "MATCH (a)-[r]->(b) RETURN " + LinkReader.COLUMNS);
            connection.reader().skip();
        }
        return (System.nanoTime() - start) / 1e6;
    }
}
