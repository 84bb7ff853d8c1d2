package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final String SLEEPER = """
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

    private void services(MindCli mind, String yaml) throws IOException {
        Path file = folder.resolve("mind.yaml");
        Files.writeString(file, yaml);
        mind.set("MIND_CONFIG", file.toString());
    }

    private static void assertLine(MindCli.Answer answer, int exitCode, String part) {
        assertEquals(exitCode, answer.exitCode(), answer.toString());
        assertEquals(1, answer.err().lines().count(), answer.toString());
        assertTrue(answer.err().contains(part), answer.toString());
        assertPlain(answer);
    }

    /** No words of the machinery: neither a stack trace nor the name of a Java class. */
    private static void assertPlain(MindCli.Answer answer) {
        assertFalse(answer.toString().matches("(?s).*(\\tat |java\\.|Exception).*"), answer.toString());
    }

    private static void kill(String signal, long pid) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                        .start()
                        .waitFor());
    }

    @Test
    void a_wrong_setting_of_a_service_is_said_before_anything_starts() throws Exception {
        Map<String, String> wrong = Map.of(
                "BIND", "foo",
                "AUTH_OPEN", "foo",
                "TICK_MS", "-1",
                "ENGINE_TICK_MS", "3",
                "REDIS_URL", "redis://u:secretpw@:x",
                "CLIENT_SLOW_MS", "99999999999",
                "MIND_LOG_KEEP", "0",
                "FALKORDB_URL", "redis://127.0.0.1:99999",
                "MIND_LIVENESS_S", "abc");
        for (Map.Entry<String, String> setting : wrong.entrySet()) {
            try (var mind = new MindCli()) {
                mind.set(setting.getKey(), setting.getValue());
                MindCli.Answer validate = mind.run("validate");
                assertLine(validate, 78, setting.getKey() + " ");
                assertFalse(validate.toString().contains("secretpw"), validate.toString());
                mind.set(setting.getKey(), ""); // or the end of this instance meets it, too
            }
        }
    }

    @Test
    void every_wrong_setting_is_a_line_of_up_and_nothing_is_started() throws Exception {
        try (var mind = new MindCli()) {
            mind.set("BIND", "0.0.0.0");
            mind.set("ENGINE_TICK_MS", "abc");
            mind.set("MIND_LOG_KEEP", "0");
            for (String[] words : List.of(new String[] {"up", "-d"}, new String[] {"up"}, new String[] {"validate"})) {
                MindCli.Answer answer = mind.run(words);
                assertEquals(78, answer.exitCode(), answer.toString());
                assertEquals(3, answer.err().lines().count(), answer.toString());
                assertTrue(answer.err().contains("AUTH_HS256_SECRET"), answer.toString());
                assertTrue(answer.err().contains("ENGINE_TICK_MS is \"abc\""), answer.toString());
                assertTrue(answer.err().contains("MIND_LOG_KEEP is \"0\""), answer.toString());
            }
            assertEquals(3, mind.run("status").exitCode());
            mind.set("BIND", "127.0.0.1");
            mind.set("ENGINE_TICK_MS", "100");
            mind.set("MIND_LOG_KEEP", "3");
            assertEquals(0, mind.run("validate").exitCode());
        }
    }

    @Test
    void a_wrong_setting_in_the_services_file_is_found_too() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, "builtin: true\nengine:\n  env: {ENGINE_TICK_MS: abc}\n");
            assertLine(mind.run("validate"), 78, "ENGINE_TICK_MS is \"abc\"");
            services(mind, SLEEPER);
            mind.set("BIND", "foo"); // no gateway of ours is in that file
            assertEquals(0, mind.run("validate").exitCode());
        }
    }

    @Test
    void a_wrong_setting_in_the_services_file_is_found_by_reload_and_doctor_too() throws Exception {
        try (var mind = new MindCli()) {
            String fine = "builtin: true\nservices:\n  - {id: sleeper, cmd: [sleep, \"100000\"]}\n";
            services(mind, fine);
            assertEquals(0, mind.run("up", "-d", "sleeper").exitCode());
            services(mind, fine + "engine:\n  env: {ENGINE_TICK_MS: abc}\n");
            MindCli.Answer reload = mind.run("reload");
            assertEquals(78, reload.exitCode(), reload.toString());
            assertEquals(
                    List.of("ENGINE_TICK_MS is \"abc\"", "nothing has changed"),
                    reload.err().lines().map(line -> line.split(":")[0]).toList(),
                    reload.toString());
            MindCli.Answer doctor = mind.run("doctor");
            assertEquals(1, doctor.exitCode(), doctor.toString());
            assertTrue(doctor.out().contains("Settings: ENGINE_TICK_MS is \"abc\""), doctor.toString());
            services(mind, fine);
            assertEquals(0, mind.run("reload").exitCode());
        }
        try (var mind = new MindCli()) { // where nothing has run yet
            mind.set("ENGINE_TICK_MS", "abc");
            MindCli.Answer doctor = mind.run("doctor");
            assertEquals(1, doctor.exitCode(), doctor.toString());
            assertTrue(doctor.out().contains("Settings: ENGINE_TICK_MS is \"abc\""), doctor.toString());
            mind.set("ENGINE_TICK_MS", "");
        }
    }

    @Test
    void what_is_wrong_keeps_nothing_running_that_is_to_be_stopped() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, SLEEPER);
            assertEquals(0, mind.run("up", "-d").exitCode());
            assertEquals(0, mind.run("down").exitCode());
            mind.set("MIND_LIVENESS_S", "abc");
            mind.set("FALKORDB_URL", "redis://127.0.0.1:99999");
            MindCli.Answer nothing = mind.run("down");
            assertEquals("exit 0\nnothing runs for " + mind.state() + "\n", nothing.toString());
            services(mind, "builtin: true\n" + SLEEPER);
            mind.set("MIND_LIVENESS_S", "");
            mind.set("FALKORDB_URL", "");
            for (String spoilt : List.of("builtin: true\n" + SLEEPER, "services: [", "")) {
                services(mind, "builtin: true\n" + SLEEPER);
                assertEquals(0, mind.run("up", "-d", "sleeper", "dozer").exitCode());
                Map<String, Long> pids = mind.pids();
                long supervisor = mind.supervisor();
                kill("KILL", supervisor);
                Awaitility.await().until(() -> !MindCli.alive(supervisor));
                services(mind, spoilt);
                mind.set("MIND_LIVENESS_S", "abc");
                Files.writeString(mind.state().resolve("children/torn.json"), "");
                assertTrue(mind.run("status").err().contains("2 of its services still run (dozer, sleeper)"));
                MindCli.Answer one = mind.run("down", "dozer");
                assertEquals(0, one.exitCode(), one.toString());
                assertFalse(MindCli.alive(pids.get("dozer")));
                assertTrue(MindCli.alive(pids.get("sleeper")));
                MindCli.Answer down = mind.run("down");
                assertEquals(0, down.exitCode(), down.toString());
                assertPlain(down);
                assertEquals(
                        spoilt.equals("services: [") ? 1 : 0, down.err().lines().count(), down.toString());
                pids.forEach((name, pid) -> assertFalse(MindCli.alive(pid), name));
                mind.set("MIND_LIVENESS_S", "");
            }
            services(mind, SLEEPER);
        }
    }

    @Test
    void a_lease_that_cannot_be_read_is_said_in_one_plain_line_and_renewed() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, SLEEPER);
            Path holder = mind.state().resolve("supervisor.json");
            for (String torn : List.of("", "{\"pid\":", "no json", "null", "{}", "{\"pid\":1}")) {
                Files.writeString(holder, torn);
                assertLine(mind.run("status"), 3, "no supervisor runs");
                assertPlain(mind.run("doctor"));
                MindCli.Answer down = mind.run("down");
                assertEquals(0, down.exitCode(), down.toString());
                assertPlain(down);
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
            services(mind, "builtin: true\n" + SLEEPER);
            MindCli.Answer up = mind.run("up", "-d", "sleeper");
            assertEquals(0, up.exitCode(), up.toString());
            assertEquals(0, mind.run("down").exitCode());
            assertLine(mind.run("up", "-d", "gateway"), 78, "port " + taken.getLocalPort() + " is taken");
            assertFalse(Files.exists(mind.state().resolve("supervisor.json")));
            mind.set("PORT", "0");
            assertLine(mind.run("validate"), 78, "PORT is \"0\": set a TCP port from 1 to 65535");
            assertLine(mind.run("validate", "--port", "0"), 78, "--port is \"0\": give a TCP port from 1 to 65535");
            assertLine(mind.run("up"), 78, "PORT is \"0\"");
            mind.set("PORT", Integer.toString(mind.port()));
            mind.set("ENGINE_TICK_MS", "abc");
            assertLine(mind.run("up"), 78, "ENGINE_TICK_MS");
            assertFalse(Files.exists(mind.state().resolve("supervisor.json")), "the lease is given back");
            mind.set("ENGINE_TICK_MS", "");
        }
    }

    @Test
    void no_command_shows_the_password_of_a_probes_address() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, """
                    services:
                      - id: web
                        cmd: [sleep, "100000"]
                        readiness: {http_get: {url: "http://bob:secretpw@127.0.0.1:9/x"}}
                    """);
            assertEquals(0, mind.run("up", "-d", "--no-wait").exitCode());
            Awaitility.await()
                    .atMost(MindCli.PATIENCE)
                    .until(() -> mind.run("status").out().contains("HTTP http://"));
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
            services(
                    mind,
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
                    assertLine(mind.run(words), 78, file + " is no directory");
                }
                MindCli.Answer doctor = mind.run("doctor");
                assertEquals(1, doctor.exitCode(), doctor.toString());
                assertTrue(doctor.out().contains(file + " is no directory"), doctor.toString());
                assertPlain(doctor);
                mind.set("MIND_STATE", mind.state().toString());
            }
        }
    }

    @Test
    void a_services_file_that_cannot_be_read_is_said_without_java() throws Exception {
        try (var mind = new MindCli()) {
            assertLine(mind.run("validate", folder.toString()), 78, folder + " is a directory");
            Path latin =
                    Files.write(folder.resolve("latin.yaml"), "# K\u00e4se\n".getBytes(StandardCharsets.ISO_8859_1));
            assertLine(mind.run("validate", latin.toString()), 78, "not UTF-8");
            mind.set("MIND_CONFIG", latin.toString());
            assertLine(mind.run("up", "-d"), 78, "not UTF-8");
        }
    }

    @Test
    void a_wait_has_the_bound_it_was_given() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, NEVER_READY);
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
            services(mind, SLEEPER);
            assertLine(mind.run("up", "-d", "slepper"), 4, "did you mean sleeper?");
            assertLine(mind.run("status"), 3, "no supervisor runs");
            assertLine(mind.run("up", "slepper"), 4, "did you mean sleeper?");
            assertEquals(0, mind.run("up", "-d", "sleeper").exitCode());
        }
    }

    @Test
    void a_frozen_supervisor_is_said_within_a_bound() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, SLEEPER);
            assertEquals(0, mind.run("up", "-d").exitCode());
            long supervisor = mind.supervisor();
            kill("STOP", supervisor);
            Awaitility.await().until(() -> MindCli.read(Path.of("/proc/" + supervisor + "/stat"))
                    .contains(") T "));
            try {
                // each waits for as long as it may: both at once
                CompletableFuture<MindCli.Answer> down = CompletableFuture.supplyAsync(() -> answer(mind, "down"));
                assertLine(mind.run("status"), 5, "kill -CONT " + supervisor);
                assertLine(down.get(), 5, "kill -CONT " + supervisor);
                mind.set("PATH", withoutCurl());
                assertLine(mind.run("status"), 5, "kill -CONT " + supervisor);
            } finally {
                kill("CONT", supervisor);
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
    void a_supervisor_that_may_open_nothing_says_so_once_and_answers_again_later() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, SLEEPER);
            assertEquals(0, mind.run("up", "-d").exitCode());
            long supervisor = mind.supervisor();
            Path log = mind.state().resolve("logs/supervisor.log");
            openFiles(supervisor, 3); // all it has open already are more
            Process status = mind.start(folder.resolve("out"), folder.resolve("err"), "status");
            try {
                Awaitility.await().atMost(MindCli.PATIENCE).until(() -> MindCli.read(log)
                        .contains("could not be accepted"));
            } finally {
                openFiles(supervisor, 4_096);
            }
            assertTrue(status.waitFor(MindCli.PATIENCE.toSeconds(), TimeUnit.SECONDS));
            assertEquals(0, mind.run("status").exitCode());
            assertEquals(
                    1,
                    MindCli.read(log)
                            .lines()
                            .filter(line -> line.contains("could not be accepted"))
                            .count());
        }
    }

    private static void openFiles(long pid, int most) throws IOException, InterruptedException {
        assertEquals(
                0,
                new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + most + ":")
                        .start()
                        .waitFor());
    }

    @Test
    void a_probe_that_says_more_than_memory_holds_is_heard_out() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, """
                    services:
                      - id: web
                        cmd: [sleep, "100000"]
                        readiness: {script: {cmd: 'head -c 200000000 /dev/zero', timeout_s: 60}, attempts: 1}
                    """);
            MindCli.Answer up = mind.run("up", "-d");
            assertEquals(0, up.exitCode(), up.toString());
        }
    }

    @Test
    void a_full_disk_is_said_and_down_finds_nothing_to_stop() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        boolean mounted = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString())
                        .start()
                        .waitFor()
                == 0;
        assertTrue(mounted, "a full disk is one that is mounted here: run this as root, in a container with SYS_ADMIN");
        try (var mind = new MindCli()) {
            Path state = Files.createDirectories(disk.resolve("state/logs")).getParent();
            fill(disk.resolve("filler"));
            mind.set("MIND_STATE", state.toString());
            services(mind, SLEEPER);
            assertLine(mind.run("up", "-d"), 78, "no space left");
            assertLine(mind.run("up"), 78, "no space left");
            assertLine(mind.run("down"), 3, "no supervisor runs");
            MindCli.Answer doctor = mind.run("doctor");
            assertEquals(1, doctor.exitCode(), doctor.toString());
            assertFalse(doctor.out().contains("can be written"), doctor.toString());
            mind.set("MIND_STATE", mind.state().toString());
        } finally {
            assertEquals(
                    0, new ProcessBuilder("umount", disk.toString()).start().waitFor());
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 1_000; i++) {
                out.write(new byte[1_024]);
            }
            throw new AssertionError("the disk was never full");
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("No space"), e.toString());
        }
    }

    @Test
    void what_a_killed_supervisor_left_is_told_and_stopped_without_noise() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, SLEEPER);
            assertEquals(0, mind.run("up", "-d").exitCode());
            Map<String, Long> pids = mind.pids();
            long supervisor = mind.supervisor();
            kill("KILL", supervisor);
            Awaitility.await().until(() -> !MindCli.alive(supervisor));
            MindCli.Answer status = mind.run("status");
            assertLine(status, 3, "2 of its services still run (dozer, sleeper)");
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
            services(mind, "services:\n  - id: picky\n    cmd: [sh, -c, \"exit 78\"]\n");
            mind.run("up", "-d");
            Awaitility.await()
                    .until(() -> mind.service("picky").get("state").asText().equals("quarantined"));
            assertEquals(0, mind.run("down").exitCode());
            services(mind, "services:\n  - id: picky\n    cmd: [sleep, \"100000\"]\n");
            MindCli.Answer up = mind.run("up", "-d");
            assertEquals(6, up.exitCode(), up.toString());
            assertTrue(up.err().contains("mind reset picky"), up.toString());
        }
    }

    @Test
    void a_job_that_has_done_its_work_is_no_fault() throws Exception {
        try (var mind = new MindCli()) {
            services(mind, SLEEPER + "  - id: once\n    cmd: [\"true\"]\n");
            assertEquals(0, mind.run("up", "-d").exitCode());
            Awaitility.await()
                    .until(() -> mind.service("once").get("state").asText().equals("exited"));
            assertEquals(0, mind.run("status").exitCode());
            services(mind, "services:\n  - id: once\n    cmd: [\"false\"]\n    restart: {policy: never}\n");
            assertEquals(0, mind.run("reload").exitCode());
            mind.run("start", "once");
            assertEquals(6, mind.run("status", "once").exitCode());
        }
    }

    @Test
    void words_that_are_wrong_are_named_with_what_was_meant() throws Exception {
        try (var mind = new MindCli()) {
            for (String verb : List.of("stop", "restart", "why", "kill", "reset")) {
                assertLine(mind.run(verb, "--stat"), 2, "unknown option \"--stat\"; did you mean --state?");
            }
            assertLine(
                    mind.run("inject", "iris", "x", "--severity", "2"),
                    2,
                    "--severity is \"2\": give a number from 0 to 1");
            assertLine(
                    mind.run("inject", "iris", "x", "--severity", "x"),
                    2,
                    "--severity is \"x\": give a number from 0 to 1");
            assertLine(mind.run("logs", "-n", "99999999999"), 2, "give a whole number from 0 to 2147483647");
            mind.set("MIND_LIVENESS_S", "abc");
            assertLine(mind.run("up", "-d"), 78, "MIND_LIVENESS_S is \"abc\"");
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
            assertLine(mind.run("import", folder.toString()), 2, folder + " is a directory");
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
            assertLine(mind.run("inject", "vrea", "hello"), 4, "did you mean vera?");
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
            services(mind, SLEEPER + """
                      - id: restless
                        cmd: [sh, -c, "sleep 0.05; exit 99"]
                        restart: {policy: always, max_retries: 100000, backoff: {base_ms: 50, max_ms: 50}}
                    """);
            assertEquals(0, mind.run("up", "-d", "--no-wait").exitCode());
            Awaitility.await()
                    .until(() -> mind.service("restless").get("restarts").asInt() > 8);
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
