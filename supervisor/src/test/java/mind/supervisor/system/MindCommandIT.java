package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with real processes: what it answers, what it changes and what it leaves alone. */
class MindCommandIT {
    @Test
    void says_in_one_line_what_is_wrong_with_the_words_and_what_was_meant() throws Exception {
        try (var mind = new MindCli()) {
            assertLine(mind.run("statsu"), 2, "did you mean status?");
            assertLine(mind.run("status", "--jsn"), 2, "did you mean --json?");
            assertLine(mind.run("stauts"), 2, "did you mean status?");
            assertLine(mind.run("restart"), 2, "restart lacks NAME");
            assertEquals(
                    mind.run("logs", "--help").out(), mind.run("help", "logs").out());
            assertLine(mind.run("help", "lgos"), 2, "did you mean logs?");
            assertLine(mind.run("lgos", "--help"), 2, "unknown command \"lgos\"; did you mean logs?");
            assertLine(mind.run("--help", "lgos"), 2, "unknown command \"lgos\"; did you mean logs?");
            assertLine(mind.run("status", "--jsn", "--help"), 2, "did you mean --json?");
            assertLine(mind.run("logs", "-n", "x", "iris"), 2, "-n is \"x\": give a whole number from 0");
            assertLine(mind.run("logs", "-n", "-5", "iris"), 2, "give a whole number from 0");
            assertLine(mind.run("logs", "--lines=x", "iris"), 2, "--lines is \"x\": give a whole number from 0");
            assertLine(mind.run("logs", "--folow", "iris"), 2, "did you mean --follow?");
            assertLine(mind.run("status", "iris"), 3, "scripts/mind up");
            assertLine(mind.run("start"), 3, "no supervisor runs");
            mind.set("PORT", "80k");
            assertLine(mind.run("up", "-d"), 78, "PORT is \"80k\"");
        }
    }

    private static void assertLine(MindCli.Answer answer, int exitCode, String part) {
        assertEquals(exitCode, answer.exitCode(), answer.toString());
        assertEquals(1, answer.err().lines().count(), answer.toString());
        assertTrue(answer.err().contains(part), answer.toString());
    }

    private static void assertSays(MindCli.Answer answer, String part) {
        assertTrue(answer.out().contains(part), answer.toString());
    }

    @Test
    void every_command_shows_help_with_its_options() throws Exception {
        try (var mind = new MindCli()) {
            String help = mind.run("--help").out();
            for (String verb : List.of(
                    "up",
                    "down",
                    "start",
                    "stop",
                    "restart",
                    "status",
                    "why",
                    "logs",
                    "events",
                    "reset",
                    "reload",
                    "validate",
                    "settings",
                    "seed",
                    "import",
                    "export",
                    "inject",
                    "doctor",
                    "kill",
                    "completion")) {
                assertTrue(help.contains("  " + verb), verb + " is not in " + help);
                assertTrue(mind.run(verb, "--help").out().startsWith("Usage: mind " + verb), verb);
            }
            assertSays(mind.run("completion"), "complete -F");
        }
    }

    @Test
    void keeps_an_instance_from_up_to_down() throws Exception {
        try (var mind = new MindCli()) {
            MindCli.Answer up = mind.run("up", "-d", "falkordb", "gateway");
            assertEquals(0, up.exitCode(), up.toString());
            assertTrue(
                    up.out()
                            .contains("[gateway] \u2705 Ready after 1 attempts (TCP 127.0.0.1:" + mind.port()
                                    + " succeeded)"),
                    up.toString());
            assertTrue(up.out().contains("http://localhost:" + mind.port()), up.toString());

            statusHasItsShape(mind);
            assertLine(mind.run("status", "gatway"), 4, "did you mean gateway?");
            assertLine(mind.run("restart", "gatway"), 4, "did you mean gateway?");
            assertLine(mind.run("logs", "gatway"), 4, "did you mean gateway?");
            aSecondUpTouchesNothing(mind);
            restartTouchesOne(mind);
            stopAndStart(mind);
            theNextSupervisorAdopts(mind);
            // connected to its Redis anew a moment after its start
            MindCli.soon().until(() -> mind.run("why", "gateway").out().startsWith("gateway has been running"));
            assertSays(mind.run("logs", "-n", "1000", "gateway"), "listens on");
            assertSays(mind.run("events"), "[gateway] Stopped");

            Map<String, Long> pids = mind.pids();
            long supervisor = mind.supervisor();
            MindCli.Answer down = mind.run("down");
            assertEquals(0, down.exitCode(), down.toString());
            assertFalse(MindCli.alive(supervisor));
            pids.forEach((name, pid) -> assertFalse(MindCli.alive(pid), name));
            assertSays(mind.run("logs", "gateway"), "listens on");
            assertLine(mind.run("status"), 3, "no supervisor runs");
        }
    }

    private static void statusHasItsShape(MindCli mind) throws Exception {
        MindCli.Answer table = mind.run("status");
        assertEquals(0, table.exitCode(), table.toString());
        assertTrue(table.out().startsWith("NAME "), table.toString());
        JsonNode status = mind.status();
        assertTrue(status.get("supervisor").get("pid").asLong() > 1);
        List<String> kinds = status.get("services").findValuesAsText("kind");
        assertEquals(List.of("falkordb", "gateway"), kinds);
        for (JsonNode service : status.get("services")) {
            assertEquals("running", service.get("state").asText());
            assertTrue(service.get("pid").isIntegralNumber());
            assertTrue(service.get("uptime_s").isIntegralNumber());
            assertEquals(0, service.get("restarts").asInt());
        }
    }

    private static void aSecondUpTouchesNothing(MindCli mind) throws Exception {
        Map<String, Long> pids = mind.pids();
        Map<String, String> before = inodes(mind.state());
        for (String[] words : List.of(new String[] {"up", "-d"}, new String[] {"up"}, new String[] {"up", "--demo"})) {
            assertLine(mind.run(words), 2, "is held by supervisor " + mind.supervisor());
        }
        assertEquals(before, inodes(mind.state()));
        assertEquals(pids, mind.pids());
    }

    /** Names and inodes of what is no log and not written each second. */
    private static Map<String, String> inodes(Path state) throws IOException {
        try (var files = Files.list(state)) {
            return files.filter(file -> !file.getFileName().toString().equals("fleet.json"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString(),
                            file -> {
                                try {
                                    return String.valueOf(Files.getAttribute(file, "unix:ino"));
                                } catch (IOException e) {
                                    return "gone";
                                }
                            },
                            (a, b) -> a,
                            TreeMap::new));
        }
    }

    private static void restartTouchesOne(MindCli mind) throws Exception {
        Map<String, Long> before = mind.pids();
        MindCli.Answer restart = mind.run("restart", "gateway");
        assertEquals(0, restart.exitCode(), restart.toString());
        Map<String, Long> after = mind.pids();
        assertEquals(before.get("falkordb"), after.get("falkordb"));
        assertNotEquals(before.get("gateway"), after.get("gateway"));
    }

    private static void stopAndStart(MindCli mind) throws Exception {
        assertEquals(0, mind.run("stop", "gateway").exitCode());
        assertEquals("stopped", mind.service("gateway").get("state").asText());
        assertEquals(0, mind.run("stop", "gateway").exitCode(), "stopping what is stopped is no fault");
        assertEquals(0, mind.run("start", "gateway").exitCode());
        assertEquals("running", mind.service("gateway").get("state").asText());
    }

    private static void theNextSupervisorAdopts(MindCli mind) throws Exception {
        Map<String, Long> pids = mind.pids();
        kill(mind);
        pids.forEach((name, pid) -> assertTrue(MindCli.alive(pid), name));
        assertLine(mind.run("status"), 3, "no supervisor runs");
        MindCli.Answer up = mind.run("up", "-d", "falkordb", "gateway");
        assertEquals(0, up.exitCode(), up.toString());
        assertEquals(pids, mind.pids());
    }

    @Test
    void down_ends_what_a_killed_supervisor_left() throws Exception {
        try (var mind = new MindCli()) {
            MindCli.Answer up = mind.run("up", "-d", "falkordb");
            assertEquals(0, up.exitCode(), up.toString());
            Map<String, Long> pids = mind.pids();
            kill(mind);
            MindCli.Answer down = mind.run("down");
            assertEquals(0, down.exitCode(), down.toString());
            pids.forEach((name, pid) -> assertFalse(MindCli.alive(pid), name));
        }
    }

    @Test
    void without_a_supervisor_down_with_names_ends_these_and_leaves_the_rest(@TempDir Path folder) throws Exception {
        try (var mind = new MindCli()) {
            Path file = folder.resolve("mind.yaml");
            // one that has the instance's own port without being its gateway
            Files.writeString(
                    file,
                    "services:\n  - {id: web, cmd: [python3, -m, http.server, '" + mind.port()
                            + "', --bind, 127.0.0.1]}\n  - {id: other, cmd: [sleep, 600]}\n");
            String[] up = {"up", "-d", "--config", file.toString()};
            assertEquals(0, mind.run(up).exitCode());
            Map<String, Long> pids = mind.pids();
            kill(mind);
            assertEquals(0, mind.run("down", "other").exitCode());
            assertFalse(MindCli.alive(pids.get("other")));
            assertTrue(MindCli.alive(pids.get("web")));
            MindCli.soon().until(() -> answers(mind.port()));
            MindCli.Answer again = mind.run(up);
            assertEquals(0, again.exitCode(), again.toString());
            assertEquals(pids.get("web"), mind.pids().get("web"), "it is adopted, whatever port it has");
        }
    }

    private static boolean answers(int port) {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void kill(MindCli mind) throws Exception {
        ProcessHandle supervisor = ProcessHandle.of(mind.supervisor()).orElseThrow();
        supervisor.destroyForcibly();
        MindCli.soon().until(() -> !MindCli.alive(supervisor.pid()));
    }

    @Test
    void a_taken_port_is_said_with_its_owner_and_nothing_is_started() throws Exception {
        try (var mind = new MindCli();
                var taken = new ServerSocket(mind.port(), 1, InetAddress.getLoopbackAddress())) {
            assertLine(
                    mind.run("up", "-d"), 78, "pid " + ProcessHandle.current().pid());
            assertLine(mind.run("up"), 78, "port " + taken.getLocalPort() + " is taken");
            assertLine(mind.run("status"), 3, "no supervisor runs");
        }
    }

    @Test
    void no_falkordb_to_be_had_is_said_with_the_ways_to_get_one(@TempDir Path folder) throws Exception {
        try (var mind = new MindCli()) {
            mind.set("MIND_CACHE", folder.resolve("empty").toString());
            mind.set("FALKORDB_SERVER", "/bin/false");
            mind.set("PATH", withoutNpm(folder));
            for (String[] words :
                    List.of(new String[] {"up", "-d"}, new String[] {"down"}, new String[] {"up", "-d", "--demo"})) {
                MindCli.Answer answer = mind.run(words);
                if (words[0].equals("up")) {
                    assertEquals(6, answer.exitCode(), answer.toString());
                    assertTrue(answer.err().contains("tried: "), answer.toString());
                    assertTrue(answer.err().contains("three ways to get one: (1)"), answer.toString());
                }
            }
        }
    }

    /** A PATH on which npm is found first, and fails. */
    private static String withoutNpm(Path folder) throws IOException {
        Path npm = Files.createDirectories(folder.resolve("bin")).resolve("npm");
        Files.createSymbolicLink(npm, Path.of("/bin/false"));
        return npm.getParent() + ":" + System.getenv("PATH");
    }

    @Test
    void the_jvm_answers_where_curl_is_missing() throws Exception {
        try (var mind = new MindCli()) {
            assertEquals(0, mind.run("up", "-d", "falkordb").exitCode());
            String withCurl = mind.run("status", "falkordb", "--json").out();
            Path tools = Files.createTempDirectory(mind.state(), "tools");
            for (String tool : List.of("bash", "find", "readlink", "dirname", "setsid", "kill", "sh", "java")) {
                Files.createSymbolicLink(tools.resolve(tool), which(tool));
            }
            mind.set("PATH", tools.toString());
            MindCli.Answer answer = mind.run("status", "falkordb", "--json");
            assertEquals(0, answer.exitCode(), answer.toString());
            assertEquals(withCurl.substring(0, 30), answer.out().substring(0, 30));
            assertLine(mind.run("status", "falkor"), 4, "did you mean falkordb?");
            assertSays(mind.run("--state", mind.state().toString(), "status"), "falkordb");
            assertEquals(0, mind.run("down").exitCode());
        }
    }

    private static Path which(String tool) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return Path.of(folder, tool);
            }
        }
        throw new AssertionError("no " + tool + " on PATH");
    }

    @Test
    void a_state_directory_with_a_long_path_works_too(@TempDir Path folder) throws Exception {
        Path deep = Files.createDirectories(folder.resolve("d".repeat(70)).resolve("e".repeat(70)));
        try (var mind = new MindCli(deep)) {
            MindCli.Answer up = mind.run("up", "-d", "falkordb");
            assertEquals(0, up.exitCode(), up.toString());
            assertTrue(Files.exists(deep.resolve("control.path")));
            assertEquals(0, mind.run("status").exitCode());
            assertEquals(0, mind.run("down").exitCode());
        }
    }

    @Test
    void jvms_that_have_something_to_say_first_hold_up_nobody() throws Exception {
        try (var mind = new MindCli()) {
            mind.set("JAVA_TOOL_OPTIONS", "-Dmind.said=first"); // every JVM tells that it has picked it up
            MindCli.Answer up = mind.run("up", "-d", "falkordb", "gateway");
            assertEquals(0, up.exitCode(), up.toString());
            assertEquals(0, mind.run("down").exitCode());
        }
    }

    @Test
    void a_signal_ends_a_foreground_instance_in_order_with_exit_code_0(@TempDir Path folder) throws Exception {
        try (var mind = new MindCli()) {
            Process up = mind.start(folder.resolve("out"), folder.resolve("err"), "up", "falkordb", "gateway");
            MindCli.soon().until(() -> MindCli.read(folder.resolve("out")).contains("http://localhost:"));
            Map<String, Long> pids = mind.pids();
            up.destroy();
            assertTrue(up.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, up.exitValue(), MindCli.read(folder.resolve("err")));
            pids.forEach((name, pid) -> assertFalse(MindCli.alive(pid), name));
        }
    }

    @Test
    void eight_restarts_at_once_are_all_answered_and_give_one_process() throws Exception {
        try (var mind = new MindCli()) {
            assertEquals(0, mind.run("up", "-d", "falkordb", "gateway").exitCode());
            long database = mind.pids().get("falkordb");
            List<Thread> callers = new ArrayList<>();
            var codes = new ConcurrentLinkedQueue<Integer>();
            for (int i = 0; i < 8; i++) {
                var caller = new Thread(() -> {
                    try {
                        codes.add(mind.run("restart", "gateway").exitCode());
                    } catch (IOException | InterruptedException e) {
                        codes.add(-1);
                    }
                });
                caller.start();
                callers.add(caller);
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertTrue(codes.stream().allMatch(code -> code == 0), codes.toString());
            assertEquals(database, mind.pids().get("falkordb"));
            List<Long> gateways = MarkedProcesses.of(mind).byService().get("MIND_SERVICE=gateway");
            assertEquals(1, gateways.size(), gateways.toString());
        }
    }
}
