package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.util.SafeEncoder;

/**
 * Everything is killed, frozen, stopped and restarted at random, the supervisor too, while clients watch; in the end every
 * promise is looked at. {@code mind.chaos.seconds} and {@code mind.chaos.seed} choose another run.
 */
class ChaosIT {
    private static final List<String> CITIZENS = List.of("ada", "atlas", "felix", "iris", "luca", "victor");
    /** FalkorDB answers with 15 digits, and a sum of thousands of them. */
    private static final double ROUNDING = 1e-9;

    private final long seed = Long.getLong("mind.chaos.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> done = new ArrayList<>();
    private int gatewayEnds;

    @Test
    void after_any_disorder_everything_is_there_once_and_nothing_was_lost() throws Exception {
        long seconds = Long.getLong("mind.chaos.seconds", Boolean.getBoolean("mind.long") ? 600 : 60);
        System.out.println("ChaosIT seed " + seed + ", " + seconds + " s");
        try (var mind = new MindCli()) {
            MindCli.Answer up = mind.run("up", "--demo", "-d");
            assertEquals(0, up.exitCode(), up.toString());
            Map<String, String> sizes = sizes(mind);
            var marked = MarkedProcesses.of(mind);
            var all = new Watcher(
                    mind.port(),
                    CITIZENS.stream().map(name -> "mind-protocol_" + name).toList());
            var one = new Watcher(mind.port(), List.of("mind-protocol_iris"));
            try (all;
                    one) {
                all.start();
                one.start();
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
                while (System.nanoTime() < end) {
                    act(mind);
                    assertEquals(List.of(), marked.doubles(), this::story);
                    pause(200 + random.nextInt(1_500));
                    if (random.nextInt(5) == 0) {
                        awaitAllRunning(mind);
                    }
                }
                awaitAllRunning(mind);
                assertEquals(sizes, sizes(mind), this::story);
                for (Watcher watcher : List.of(all, one)) {
                    awaitNews(watcher);
                    assertEquals(List.of(), watcher.complaints(), this::story);
                    assertTrue(watcher.closes() <= gatewayEnds, watcher.closes() + " sockets ended: " + story());
                }
            }
            energiesAreAsWritten(mind);
            assertEquals(0, mind.run("down").exitCode());
            assertEquals(Map.of(), marked.byService(), this::story);
        }
        System.out.println("ChaosIT did " + String.join(", ", done));
    }

    private String story() {
        return "seed " + seed + ": " + String.join(", ", done);
    }

    private void act(MindCli mind) throws IOException, InterruptedException {
        String citizen = CITIZENS.get(random.nextInt(CITIZENS.size()));
        int dice = random.nextInt(100);
        if (dice < 30) {
            kill(mind, citizen);
        } else if (dice < 40) {
            gatewayEnds++;
            kill(mind, "gateway");
        } else if (dice < 46) {
            kill(mind, "falkordb");
        } else if (dice < 58) {
            freeze(mind, citizen);
        } else if (dice < 70) {
            command(mind, "restart", citizen);
        } else if (dice < 80) {
            command(mind, "stop", citizen);
            command(mind, "start", "--no-wait", citizen);
        } else if (dice < 84) {
            command(mind, "reload");
        } else {
            killSupervisor(mind);
        }
    }

    private void kill(MindCli mind, String name) throws IOException, InterruptedException {
        Long pid = mind.pids().get(name);
        if (pid != null) {
            done.add("kill " + name);
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            mind.run("reset", name); // chaos is no reason for quarantine
        }
    }

    private void freeze(MindCli mind, String name) throws IOException, InterruptedException {
        Long pid = mind.pids().get(name);
        if (pid != null) {
            done.add("freeze " + name);
            signal("STOP", pid);
            pause(random.nextInt(3_000));
            signal("CONT", pid);
        }
    }

    private static void signal(String signal, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", signal, Long.toString(pid))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private void command(MindCli mind, String... words) throws IOException, InterruptedException {
        done.add(String.join(" ", words));
        mind.run(words); // how it ends depends on what else was done: what counts is looked at in the end
    }

    private void killSupervisor(MindCli mind) throws IOException, InterruptedException {
        done.add("kill supervisor");
        long pid = mind.supervisor();
        Map<String, Long> before = mind.pids();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        MindCli.soon().until(() -> !MindCli.alive(pid));
        before.forEach((name, service) ->
                assertTrue(MindCli.alive(service) || recently(name), name + " went with its supervisor: " + story()));
        pause(random.nextInt(500));
        MindCli.Answer up = mind.run("up", "-d", "--no-wait");
        assertEquals(0, up.exitCode(), () -> up + story());
    }

    /** A service that was killed or stopped a moment ago may have gone by itself. */
    private boolean recently(String name) {
        return done.subList(Math.max(0, done.size() - 8), done.size()).stream().anyMatch(what -> what.endsWith(name));
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void awaitAllRunning(MindCli mind) {
        Awaitility.await(story())
                .atMost(MindCli.PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    Map<String, String> states = new TreeMap<>();
                    for (JsonNode service : mind.status().get("services")) {
                        if (!service.get("state").asText().equals("running")) {
                            states.put(service.get("name").asText(), service.toString());
                        }
                    }
                    assertEquals(Map.of(), states);
                });
    }

    private void awaitNews(Watcher watcher) {
        Map<String, Long> before = watcher.heard();
        Awaitility.await("news of every citizen after " + story())
                .atMost(MindCli.PATIENCE)
                .until(() -> {
                    Map<String, Long> now = watcher.heard();
                    return before.keySet().stream().allMatch(graph -> now.get(graph) > before.get(graph));
                });
    }

    /** Nodes and subentities of each citizen; links become more as it learns. */
    private static Map<String, String> sizes(MindCli mind) throws IOException, InterruptedException {
        Map<String, String> sizes = new TreeMap<>();
        for (JsonNode service : mind.status().get("services")) {
            if (service.get("kind").asText().equals("engine")) {
                sizes.put(service.get("name").asText(), service.get("nodes") + " " + service.get("subentities"));
            }
        }
        return sizes;
    }

    /** A stopped engine has written its mind: FalkorDB's sum is the one it told last. */
    private void energiesAreAsWritten(MindCli mind) throws IOException, InterruptedException {
        int port = Integer.parseInt(
                MindCli.read(mind.state().resolve("falkordb.port")).trim());
        for (String citizen : CITIZENS) {
            assertEquals(0, mind.run("stop", citizen).exitCode());
        }
        try (var jedis = new Jedis("127.0.0.1", port)) {
            for (String citizen : CITIZENS) {
                List<?> answer = (List<?>) jedis.sendCommand(
                        () -> SafeEncoder.encode("GRAPH.RO_QUERY"),
                        "mind-protocol_" + citizen,
                        "MATCH (n) WHERE n.E IS NOT NULL RETURN sum(n.E)");
                List<?> row = (List<?>) ((List<?>) answer.get(1)).get(0);
                double stored = Double.parseDouble(SafeEncoder.encode((byte[]) row.get(0)));
                double told = WireJson.MAPPER
                        .readTree(MindCli.read(mind.state().resolve("run/" + citizen + ".json")))
                        .get("engine")
                        .get("total_energy")
                        .asDouble();
                assertEquals(told, stored, told * ROUNDING, () -> citizen + ", " + story());
            }
        }
    }
}
