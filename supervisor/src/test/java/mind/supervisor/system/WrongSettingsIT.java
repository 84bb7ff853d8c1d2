package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in settings and the services file is said before anything starts, and keeps nothing from being stopped. */
class WrongSettingsIT {
    private static final String SLEEPER = """
            services:
              - id: sleeper
                cmd: [sleep, "100000"]
              - id: dozer
                cmd: [sleep, "100000"]
            """;

    @TempDir
    private Path folder;

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
                validate.assertLine(78, setting.getKey() + " ");
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
            mind.services(folder, "builtin: true\nengine:\n  env: {ENGINE_TICK_MS: abc}\n");
            mind.run("validate").assertLine(78, "ENGINE_TICK_MS is \"abc\"");
            mind.services(folder, SLEEPER);
            mind.set("BIND", "foo"); // no gateway of ours is in that file
            assertEquals(0, mind.run("validate").exitCode());
        }
    }

    @Test
    void a_wrong_setting_in_the_services_file_is_found_by_reload_and_doctor_too() throws Exception {
        try (var mind = new MindCli()) {
            String fine = "builtin: true\nservices:\n  - {id: sleeper, cmd: [sleep, \"100000\"]}\n";
            mind.services(folder, fine);
            assertEquals(0, mind.run("up", "-d", "sleeper").exitCode());
            mind.services(folder, fine + "engine:\n  env: {ENGINE_TICK_MS: abc}\n");
            MindCli.Answer reload = mind.run("reload");
            assertEquals(78, reload.exitCode(), reload.toString());
            assertEquals(
                    List.of("ENGINE_TICK_MS is \"abc\"", "nothing has changed"),
                    reload.err().lines().map(line -> line.split(":")[0]).toList(),
                    reload.toString());
            MindCli.Answer doctor = mind.run("doctor");
            assertEquals(1, doctor.exitCode(), doctor.toString());
            assertTrue(doctor.out().contains("Settings: ENGINE_TICK_MS is \"abc\""), doctor.toString());
            mind.services(folder, fine);
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
    void what_does_not_hang_on_a_wrong_setting_is_looked_at_by_doctor_all_the_same() throws Exception {
        try (var mind = new MindCli();
                var taken = new ServerSocket(mind.port(), 1, InetAddress.getLoopbackAddress())) {
            String port = "Port " + taken.getLocalPort() + ": taken by pid ";
            Map<String, List<String>> found = Map.of(
                    "ENGINE_TICK_MS", List.of(port, "FalkorDB: "),
                    "MIND_CONFIG", List.of(port, "FalkorDB: "),
                    "FALKORDB_URL", List.of(port),
                    "PORT", List.of("FalkorDB: "));
            for (Map.Entry<String, List<String>> setting : found.entrySet()) {
                mind.set(setting.getKey(), "abc");
                MindCli.Answer doctor = mind.run("doctor");
                assertEquals(1, doctor.exitCode(), doctor.toString());
                doctor.assertPlain();
                assertEquals(
                        1,
                        doctor.out()
                                .lines()
                                .filter(line -> line.contains("Settings: "))
                                .count(),
                        doctor.toString());
                setting.getValue().forEach(part -> assertTrue(doctor.out().contains(part), doctor.toString()));
                mind.set(setting.getKey(), setting.getKey().equals("PORT") ? Integer.toString(mind.port()) : "");
            }
        }
    }

    @Test
    void what_is_wrong_keeps_nothing_running_that_is_to_be_stopped() throws Exception {
        try (var mind = new MindCli()) {
            mind.services(folder, SLEEPER);
            assertEquals(0, mind.run("up", "-d").exitCode());
            assertEquals(0, mind.run("down").exitCode());
            mind.set("MIND_LIVENESS_S", "abc");
            mind.set("FALKORDB_URL", "redis://127.0.0.1:99999");
            MindCli.Answer nothing = mind.run("down");
            assertEquals("exit 0\nnothing runs for " + mind.state() + "\n", nothing.toString());
            mind.services(folder, "builtin: true\n" + SLEEPER);
            mind.set("MIND_LIVENESS_S", "");
            mind.set("FALKORDB_URL", "");
            for (String spoilt : List.of("builtin: true\n" + SLEEPER, "services: [", "")) {
                mind.services(folder, "builtin: true\n" + SLEEPER);
                assertEquals(0, mind.run("up", "-d", "sleeper", "dozer").exitCode());
                Map<String, Long> pids = mind.pids();
                long supervisor = mind.supervisor();
                MindCli.kill("KILL", supervisor);
                MindCli.soon().until(() -> !MindCli.alive(supervisor));
                mind.services(folder, spoilt);
                mind.set("MIND_LIVENESS_S", "abc");
                Files.writeString(mind.state().resolve("children/torn.json"), "");
                assertTrue(mind.run("status").err().contains("2 of its services still run (dozer, sleeper)"));
                MindCli.Answer one = mind.run("down", "dozer");
                assertEquals(0, one.exitCode(), one.toString());
                assertFalse(MindCli.alive(pids.get("dozer")));
                assertTrue(MindCli.alive(pids.get("sleeper")));
                MindCli.Answer down = mind.run("down");
                assertEquals(0, down.exitCode(), down.toString());
                down.assertPlain();
                assertEquals(
                        spoilt.equals("services: [") ? 1 : 0, down.err().lines().count(), down.toString());
                pids.forEach((name, pid) -> assertFalse(MindCli.alive(pid), name));
                mind.set("MIND_LIVENESS_S", "");
            }
            mind.services(folder, SLEEPER);
        }
    }

    @Test
    void a_services_file_that_cannot_be_read_is_said_without_java() throws Exception {
        try (var mind = new MindCli()) {
            mind.run("validate", folder.toString()).assertLine(78, folder + " is a directory");
            Path latin =
                    Files.write(folder.resolve("latin.yaml"), "# K\u00e4se\n".getBytes(StandardCharsets.ISO_8859_1));
            mind.run("validate", latin.toString()).assertLine(78, "not UTF-8");
            mind.set("MIND_CONFIG", latin.toString());
            mind.run("up", "-d").assertLine(78, "not UTF-8");
        }
    }
}
