package mind.supervisor.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.zeroturnaround.exec.ProcessExecutor;
import redis.clients.jedis.Jedis;

/**
 * What the supervisor's memory is measured against: nothing at all, or each of its libraries used once, named by the first
 * argument. The second is the port of a Redis. It tells that it is done and goes on until its input ends.
 */
final class LibrariesOnly {
    private LibrariesOnly() {}

    public static void main(String[] args) throws IOException, InterruptedException, TimeoutException {
        if (args[0].equals("libraries")) {
            var json = new ObjectMapper();
            Map<?, ?> services = new ObjectMapper(new YAMLFactory()).readValue("services: [{id: a}]", Map.class);
            json.readTree(json.writeValueAsString(services));
            try (var redis = new Jedis("localhost", Integer.parseInt(args[1]))) {
                redis.ping();
            }
            new ProcessExecutor(List.of("true")).execute();
        }
        System.out.println("done");
        while (System.in.read() >= 0) {
            // it is being measured
        }
    }
}
