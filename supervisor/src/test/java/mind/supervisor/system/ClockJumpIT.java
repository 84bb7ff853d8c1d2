package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mind.protocol.WallClock;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Case S5: the wall clock jumps under a supervisor, by libfaketime; the monotonic one stays real, as in life. */
class ClockJumpIT {
    private static final double WAIT_S = 3;
    private static final double MOST_S = 4 * WAIT_S; // a busy machine

    @Test
    void s5_jumps_of_the_clock_neither_hold_up_nor_hurry_nor_forgive_anything(@TempDir Path folder) throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        var clock = new WallClock(folder);
        Path runs = folder.resolve("runs");
        Path ready = folder.resolve("ready");
        Files.writeString(folder.resolve("mind.yaml"), """
                services:
                  - {id: steady, cmd: [sleep, 600], restart: {stable_s: 1000}}
                  - id: slow
                    cmd: [sleep, 600]
                    readiness: {script: {cmd: 'test -e %s'}, attempts: 1000}
                    startup: {timeout_s: 600}
                  - id: failing
                    cmd: [sh, -c, "cut -d' ' -f1 /proc/uptime >>%s; exit 1"]
                    max_retries: 1000
                    restart: {backoff: {base_ms: 3000, max_ms: 3000, jitter: 0}}
                """.formatted(ready, runs));
        try (var faked = new MindCli(state)) {
            var mind = new MindCli(state); // asks by the real clock
            clock.settings().forEach(faked::set);
            String config = folder.resolve("mind.yaml").toString();
            MindCli.Answer up = faked.run("up", "-d", "--no-wait", "--config", config);
            assertEquals(0, up.exitCode(), up.toString());
            Awaitility.await("the first end")
                    .atMost(MindCli.PATIENCE)
                    .until(() -> mind.service("failing").get("state").asText().equals("backoff"));
            long steady = mind.service("steady").get("pid").asLong();
            long uptime = mind.service("steady").get("uptime_s").asLong();
            assertEquals("starting", mind.service("slow").get("state").asText());

            for (String jump : List.of("-1h", "+1d", "-1h")) {
                int before = runs(runs).size();
                clock.jump(jump);
                Awaitility.await("a run after " + jump)
                        .atMost(MindCli.PATIENCE)
                        .until(() -> runs(runs).size() >= before + 2);
                JsonNode service = mind.service("steady");
                assertEquals("running", service.get("state").asText(), jump);
                assertEquals(steady, service.get("pid").asLong(), jump);
                assertEquals(0, service.get("restarts").asInt(), jump);
                assertTrue(service.get("uptime_s").asLong() >= uptime, jump);
                assertTrue(service.get("uptime_s").asLong() < 1_000, jump);
                uptime = service.get("uptime_s").asLong();
            }
            List<Double> moments = runs(runs);
            for (int i = 1; i < moments.size(); i++) {
                double waited = moments.get(i) - moments.get(i - 1);
                assertTrue(waited > WAIT_S - 0.1 && waited < MOST_S, moments.toString());
            }
            assertTrue(mind.service("failing").get("failures").asInt() >= moments.size() - 1, "nothing is forgiven");

            Files.createFile(ready);
            Awaitility.await("the start that was under way")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> mind.service("slow").get("state").asText().equals("running"));
            assertEquals(0, mind.service("slow").get("restarts").asInt());
            eventsJumpInTimeAndNotInNumber(state);
        }
    }

    private static void eventsJumpInTimeAndNotInNumber(Path state) throws IOException {
        boolean jumped = false;
        Instant time = null;
        long number = 0;
        for (String line : Files.readAllLines(state.resolve("logs/events.jsonl"))) {
            JsonNode event = WireJson.MAPPER.readTree(line);
            assertEquals(++number, event.get("number").asLong(), line);
            Instant now = Instant.parse(event.get("time").asText());
            jumped |= time != null && Math.abs(Duration.between(time, now).toMinutes()) > 50;
            time = now;
        }
        assertTrue(jumped, "the supervisor's clock was not moved: is libfaketime at work?");
        assertFalse(number == 0);
    }

    private static List<Double> runs(Path file) throws IOException {
        List<Double> runs = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                runs.add(Double.parseDouble(line));
            }
        }
        return runs;
    }
}
