package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mind.protocol.FalkorDb;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator gets wrong, or meets on a bad day: each is answered by one line that helps, and the right exit code. */
class OperatorIT {
    static final String SLEEPER = """
            services:
              - id: sleeper
                cmd: [sleep, "100000"]
              - id: dozer
                cmd: [sleep, "100000"]
            """;

    /** One that is up but never ready. */
    private static final String NEVER_READY = """
            services:
              - id: deaf
                cmd: [sleep, "100000"]
                readiness: {script: {cmd: [/bin/false]}, attempts: 100000}
            """;

    @TempDir
    private Path folder;

    @Test
    void a_lease_that_cannot_be_read_is_said_in_one_plain_line_and_renewed() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER);
            Path holder = mind.state().resolve("supervisor.json");
            for (String torn : List.of("", "{\"pid\":", "no json", "null", "{}", "{\"pid\":1}")) {
                Files.writeString(holder, torn);
                mind.run("status").assertLine(3, "no supervisor runs");
                mind.run("doctor").assertPlain();
                MindCli.Answer down = mind.run("down");
                assertEquals(0, down.exitCode(), down.toString());
                down.assertPlain();
                assertTrue(
                        torn.startsWith("{}") || torn.equals("{\"pid\":1}") || torn.equals("null")
                                ? down.err().lines().count() <= 1
                                : down.err().startsWith(holder + " cannot be read (")
                                        && down.err().lines().count() == 1,
                        down.toString());
            }
            Files.writeString(holder, "no json");
            MindCli.Answer up = mind.run("up", "-d");
            assertEquals(0, up.exitCode(), up.toString());
            assertEquals(0, mind.run("status").exitCode());
        }
    }

    @Test
    void a_port_that_is_taken_stands_in_nobodys_way_who_does_not_want_it() throws Exception {
        try (var mind = new MindCli();
                var taken = new ServerSocket(mind.port(), 1, InetAddress.getLoopbackAddress())) {
            mind.services(folder, "builtin: true\n" + SLEEPER);
            MindCli.Answer up = mind.run("up", "-d", "sleeper");
            assertEquals(0, up.exitCode(), up.toString());
            assertEquals(0, mind.run("down").exitCode());
            mind.run("up", "-d", "gateway").assertLine(78, "port " + taken.getLocalPort() + " is taken");
            assertFalse(Files.exists(mind.state().resolve("supervisor.json")));
            mind.set("PORT", "0");
            mind.run("validate").assertLine(78, "PORT is \"0\": set a TCP port from 1 to 65535");
            mind.run("validate", "--port", "0").assertLine(78, "--port is \"0\": give a TCP port from 1 to 65535");
            mind.run("up").assertLine(78, "PORT is \"0\"");
            mind.set("PORT", Integer.toString(mind.port()));
            mind.set("ENGINE_TICK_MS", "abc");
            mind.run("up").assertLine(78, "ENGINE_TICK_MS");
            assertFalse(Files.exists(mind.state().resolve("supervisor.json")), "the lease is given back");
            mind.set("ENGINE_TICK_MS", "");
        }
    }

    @Test
    void no_command_shows_the_password_of_a_probes_address() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, """
                    services:
                      - id: web
                        cmd: [sleep, "100000"]
                        readiness: {http_get: {url: "http://bob:secretpw@127.0.0.1:9/x"}}
                    """);
            assertEquals(0, mind.run("up", "-d", "--no-wait").exitCode());
            MindCli.soon().until(() -> mind.run("status").out().contains("HTTP http://"));
            for (String[] words : List.of(
                    new String[] {"status"},
                    new String[] {"status", "web"},
                    new String[] {"status", "--json"},
                    new String[] {"why", "web"},
                    new String[] {"events"},
                    new String[] {"logs"})) {
                MindCli.Answer answer = mind.run(words);
                assertFalse(answer.toString().contains("secretpw"), answer.toString());
            }
            mind.services(
                    folder,
                    "services:\n  - id: a\n    cmd: [x]\n    readiness: {http_get: {url: \"ftp://b:secretpw@h/\"}}\n");
            MindCli.Answer validate = mind.run("validate");
            assertEquals(78, validate.exitCode(), validate.toString());
            assertTrue(validate.err().contains("ftp://b:***@h/"), validate.toString());
            assertFalse(validate.toString().contains("secretpw"), validate.toString());
        }
    }

    @Test
    void a_state_directory_that_is_none_is_said_in_one_line() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "a file");
        for (Path state : List.of(file, file.resolve("below"))) {
            try (var mind = new MindCli()) {
                mind.set("MIND_STATE", state.toString());
                for (String[] words : List.of(
                        new String[] {"up"},
                        new String[] {"up", "-d"},
                        new String[] {"status"},
                        new String[] {"down"},
                        new String[] {"logs"},
                        new String[] {"validate"},
                        new String[] {"inject", "iris", "hello"},
                        new String[] {"export", "iris"})) {
                    mind.run(words).assertLine(78, file + " is no directory");
                }
                MindCli.Answer doctor = mind.run("doctor");
                assertEquals(1, doctor.exitCode(), doctor.toString());
                assertTrue(doctor.out().contains(file + " is no directory"), doctor.toString());
                doctor.assertPlain();
                mind.set("MIND_STATE", mind.state().toString());
            }
        }
    }

    @Test
    void a_wait_has_the_bound_it_was_given() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, NEVER_READY);
            long begin = System.nanoTime();
            assertEquals(5, mind.run("up", "-d", "--timeout", "1").exitCode());
            assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60));
            assertEquals(5, mind.run("restart", "deaf", "--timeout", "0").exitCode());
            assertEquals(0, mind.run("restart", "deaf", "--no-wait").exitCode());
        }
    }

    @Test
    void up_with_an_unknown_name_starts_nothing_and_leaves_nothing() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER);
            mind.run("up", "-d", "slepper").assertLine(4, "did you mean sleeper?");
            mind.run("status").assertLine(3, "no supervisor runs");
            mind.run("up", "slepper").assertLine(4, "did you mean sleeper?");
            assertEquals(0, mind.run("up", "-d", "sleeper").exitCode());
        }
    }

    @Test
    void a_frozen_supervisor_is_said_within_a_bound() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER);
            assertEquals(0, mind.run("up", "-d").exitCode());
            long supervisor = mind.supervisor();
            MindCli.kill("STOP", supervisor);
            MindCli.soon().until(() -> MindCli.read(Path.of("/proc/" + supervisor + "/stat"))
                    .contains(") T "));
            try {
                // each waits for as long as it may: both at once
                CompletableFuture<MindCli.Answer> down = CompletableFuture.supplyAsync(() -> answer(mind, "down"));
                mind.run("status").assertLine(5, "kill -CONT " + supervisor);
                down.get().assertLine(5, "kill -CONT " + supervisor);
                mind.set("PATH", withoutCurl());
                mind.run("status").assertLine(5, "kill -CONT " + supervisor);
            } finally {
                MindCli.kill("CONT", supervisor);
            }
            assertEquals(0, mind.run("status").exitCode());
        }
    }

    private static MindCli.Answer answer(MindCli mind, String verb) {
        try {
            return mind.run(verb);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String withoutCurl() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("bash", "find", "readlink", "dirname", "setsid", "kill", "sh", "java")) {
            for (String place : System.getenv("PATH").split(":")) {
                if (Files.isExecutable(Path.of(place, tool)) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), Path.of(place, tool));
                }
            }
        }
        return tools.toString();
    }

    @Test
    void a_citizen_that_a_template_gave_a_prefix_is_meant_by_its_bare_name_too() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, """
                    citizens:
                      template: {id: "engine_{{id}}", cmd: [bash, -c, "echo I am {{id}}; exec sleep 100000"]}
                      items: [{id: iris}, {id: felix}]
                    """);
            assertEquals(0, mind.run("up", "-d").exitCode());
            long felix = mind.pids().get("engine_felix");
            long iris = mind.pids().get("engine_iris");
            assertEquals(0, mind.run("restart", "iris").exitCode());
            assertTrue(iris != mind.pids().get("engine_iris"));
            assertEquals(felix, mind.pids().get("engine_felix"));
            for (List<String> words : List.of(
                    List.of("why", "iris"),
                    List.of("status", "iris"),
                    List.of("logs", "iris"),
                    List.of("events", "iris"))) {
                MindCli.Answer answer = mind.run(words.toArray(String[]::new));
                assertEquals(0, answer.exitCode(), answer.toString());
                assertTrue(answer.out().contains("iris") && !answer.out().contains("felix"), answer.toString());
            }
            assertEquals(0, mind.run("down").exitCode());
            assertTrue(mind.run("logs", "iris").out().contains("I am iris"));
            assertTrue(mind.run("events", "iris").out().contains("[engine_iris] Started"));
        }
    }

    @Test
    void the_state_directory_may_be_named_before_the_command_and_other_options_are_told_their_place() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER);
            String state = mind.state().toString();
            mind.set("MIND_STATE", folder.resolve("another").toString());
            assertEquals(0, mind.run("--state", state, "up", "-d").exitCode());
            assertTrue(mind.run("--state=" + state, "status").out().contains("sleeper"));
            mind.run("--state", folder.resolve("another").toString(), "status").assertLine(3, "no supervisor runs for");
            mind.run("--json", "status")
                    .assertLine(2, "--json stands before the command: put it after \"mind status\"");
            assertTrue(mind.run("--help").out().contains("--state=DIR"));
            mind.set("MIND_STATE", state);
        }
    }

    @Test
    void a_supervisor_that_has_nothing_to_say_for_long_is_not_taken_for_a_silent_one() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, NEVER_READY);
            assertEquals(0, mind.run("up", "-d", "--no-wait").exitCode());
            MindCli.Answer start =
                    mind.run("start", "deaf", "--timeout", "12"); // longer than a frozen one is waited for
            assertEquals(5, start.exitCode(), start.toString());
            assertFalse(start.err().contains("does not answer"), start.toString());
        }
    }

    @Test
    void an_empty_state_directory_is_not_the_current_folder() throws Exception {
        try (var mind = new MindCli()) {
            mind.run("up", "-d", "--state", "").assertLine(78, "--state is \"\": name a directory");
            mind.run("--state=", "status").assertLine(78, "--state is \"\": name a directory");
        }
    }

    @Test
    void another_user_is_told_whose_the_supervisor_is() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER);
            Files.setPosixFilePermissions(mind.state(), PosixFilePermissions.fromString("rwxr-xr-x"));
            assertEquals(0, mind.run("up", "-d").exitCode());
            Path said = folder.resolve("said");
            Process status = new ProcessBuilder(
                            "setpriv",
                            "--reuid=65534",
                            "--clear-groups",
                            mind.script(),
                            "--state",
                            mind.state().toString(),
                            "status")
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            assertTrue(status.waitFor(MindCli.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            String own = Files.getOwner(mind.state()).getName();
            assertEquals(
                    "supervisor " + mind.supervisor() + " of " + mind.state() + " answers nobody but its own user, "
                            + own + ": ask as that user\n",
                    MindCli.read(said));
            assertEquals(1, status.exitValue());
        }
    }

    @Test
    void a_torn_quarantine_is_said_in_one_line_and_stands_in_nobodys_way() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER);
            Path torn = mind.state().resolve("quarantine/sleeper.json");
            Files.createDirectories(torn.getParent());
            Files.writeString(torn, "{\"reason\":");
            assertEquals(0, mind.run("up", "-d").exitCode());
            String log = MindCli.read(mind.state().resolve("logs/supervisor.log"));
            assertTrue(log.contains(torn + " cannot be read (it is not the JSON that belongs there): sleeper"), log);
            assertFalse(log.contains("\tat "), log);
        }
    }

    @Test
    void what_a_killed_supervisor_left_is_told_and_stopped_without_noise() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER);
            assertEquals(0, mind.run("up", "-d").exitCode());
            Map<String, Long> pids = mind.pids();
            long supervisor = mind.supervisor();
            MindCli.kill("KILL", supervisor);
            MindCli.soon().until(() -> !MindCli.alive(supervisor));
            MindCli.Answer status = mind.run("status");
            status.assertLine(3, "2 of its services still run (dozer, sleeper)");
            assertTrue(status.err().contains("scripts/mind up") && status.err().contains("scripts/mind down"));
            MindCli.Answer down = mind.run("down");
            assertEquals(0, down.exitCode(), down.toString());
            assertEquals("", down.err());
            pids.forEach((name, pid) -> assertFalse(MindCli.alive(pid), name));
        }
    }

    @Test
    void a_quarantine_that_a_start_respects_says_how_it_ends() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, "services:\n  - id: picky\n    cmd: [sh, -c, \"exit 78\"]\n");
            mind.run("up", "-d");
            MindCli.soon()
                    .until(() -> mind.service("picky").get("state").asText().equals("quarantined"));
            assertEquals(0, mind.run("down").exitCode());
            mind.services(folder, "services:\n  - id: picky\n    cmd: [sleep, \"100000\"]\n");
            MindCli.Answer up = mind.run("up", "-d");
            assertEquals(6, up.exitCode(), up.toString());
            assertTrue(up.err().contains("mind reset picky"), up.toString());
        }
    }

    @Test
    void a_job_that_has_done_its_work_is_no_fault() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER + "  - id: once\n    cmd: [\"true\"]\n");
            assertEquals(0, mind.run("up", "-d").exitCode());
            MindCli.soon()
                    .until(() -> mind.service("once").get("state").asText().equals("exited"));
            assertEquals(0, mind.run("status").exitCode());
            mind.services(folder, "services:\n  - id: once\n    cmd: [\"false\"]\n    restart: {policy: never}\n");
            assertEquals(0, mind.run("reload").exitCode());
            mind.run("start", "once");
            Awaitility.await() // it runs for a moment
                    .until(() -> mind.run("status", "once").exitCode() == 6);
        }
    }

    @Test
    void words_that_are_wrong_are_named_with_what_was_meant() throws Exception {
        try (var mind = new MindCli()) {
            for (String verb : List.of("stop", "restart", "why", "kill", "reset")) {
                mind.run(verb, "--stat").assertLine(2, "unknown option \"--stat\"; did you mean --state?");
            }
            mind.run("inject", "iris", "x", "--severity", "2")
                    .assertLine(2, "--severity is \"2\": give a number from 0 to 1");
            mind.run("inject", "iris", "x", "--severity", "x")
                    .assertLine(2, "--severity is \"x\": give a number from 0 to 1");
            mind.run("logs", "-n", "99999999999").assertLine(2, "give a whole number from 0 to 2147483647");
            mind.set("MIND_LIVENESS_S", "abc");
            mind.run("up", "-d").assertLine(78, "MIND_LIVENESS_S is \"abc\"");
            mind.set("MIND_LIVENESS_S", "");
            MindCli.Answer plain = mind.run();
            assertEquals(2, plain.exitCode());
            assertEquals("", plain.out());
            assertTrue(plain.err().startsWith("Usage: mind "), plain.toString());
        }
    }

    @Test
    void a_citizen_may_be_named_by_its_engine() throws Exception {
        try (var mind = new MindCli()) {
            assertEquals(0, mind.run("up", "-d", "falkordb").exitCode());
            mind.run("import", folder.toString()).assertLine(2, folder + " is a directory");
            assertEquals(
                    2, mind.run("import", folder.resolve("nothing").toString()).exitCode());
            MindCli.Answer seed = mind.run("seed", "engine_vera", "--profile", "found");
            assertEquals(0, seed.exitCode(), seed.toString());
            assertFalse(seed.toString().contains("engine_vera"), seed.toString());
            MindCli.Answer export = mind.run(
                    "export",
                    "engine_vera",
                    "--to",
                    folder.resolve("engine_vera.jsonl").toString());
            assertEquals(0, export.exitCode(), export.toString());
            assertTrue(Files.exists(folder.resolve("engine_vera.jsonl")));
            MindCli.Answer start = mind.run("start", "vera");
            assertEquals(0, start.exitCode(), start.toString());
            MindCli.Answer inject = mind.run("inject", "engine_vera", "hello");
            assertEquals(0, inject.exitCode(), inject.toString());
            mind.run("inject", "vrea", "hello").assertLine(4, "did you mean vera?");
            mind.set("JAVA_TOOL_OPTIONS", "-Xlog:gc"); // a JVM that says more than its program
            List<String> graph = mind.run("export", "vera").out().lines().toList();
            assertTrue(graph.size() > 1 && graph.stream().allMatch(line -> line.startsWith("{")), graph.get(0));
        }
    }

    @Test
    void doctor_tells_a_foreign_listener_from_the_gateway_of_the_instance() throws Exception {
        try (var mind = new MindCli()) {
            assertEquals(0, mind.run("up", "-d", "falkordb").exitCode());
            try (var taken = new ServerSocket(mind.port(), 1, InetAddress.getLoopbackAddress())) {
                MindCli.Answer doctor = mind.run("doctor");
                assertEquals(1, doctor.exitCode(), doctor.toString());
                assertTrue(
                        doctor.out()
                                .contains("taken by pid "
                                        + ProcessHandle.current().pid()),
                        doctor.toString());
                assertEquals(mind.port(), taken.getLocalPort());
            }
            assertEquals(0, mind.run("start", "gateway").exitCode());
            MindCli.Answer doctor = mind.run("doctor");
            assertTrue(doctor.out().contains("in use, and this instance runs"), doctor.toString());
        }
    }

    @Test
    void a_command_tells_of_the_services_it_names() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER + """
                      - id: restless
                        cmd: [sh, -c, "sleep 0.05; exit 99"]
                        restart: {policy: always, max_retries: 100000, backoff: {base_ms: 50, max_ms: 50}}
                    """);
            assertEquals(0, mind.run("up", "-d", "--no-wait").exitCode());
            MindCli.soon().until(() -> mind.service("restless").get("restarts").asInt() > 8);
            MindCli.Answer restart = mind.run("restart", "sleeper", "dozer");
            assertEquals(0, restart.exitCode(), restart.toString());
            assertFalse(restart.out().contains("[restless]"), restart.toString());
            assertTrue(restart.out().contains("[sleeper]"), restart.toString());
            assertFalse(
                    mind.run("why", "restless").out().contains(".."),
                    mind.run("why", "restless").out());
        }
    }

    @Test
    void a_password_of_a_server_is_in_no_answer() throws Exception {
        try (var mind = new MindCli()) {
            mind.set("FALKORDB_URL", "redis://bob:secretpw@127.0.0.1:" + FalkorDb.freePort());
            for (String[] words : List.of(new String[] {"doctor"}, new String[] {"validate"})) {
                assertFalse(mind.run(words).toString().contains("secretpw"));
            }
        }
    }
}
