package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mind.protocol.State;
import mind.supervisor.Folders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new services file, and files that are watched: R13, R15 and case S10, with real processes. */
class ReloadIT {
    private static String ten() {
        return IntStream.range(0, 10)
                .mapToObj(i -> "  - {id: s" + i + ", cmd: [sleep, '60" + i + "']}\n")
                .collect(Collectors.joining());
    }

    @Test
    void s10_a_reload_touches_what_differs_and_nothing_else() {
        try (var kept = Kept.of("services:\n" + ten())) {
            kept.up();
            Map<String, Long> pids = new TreeMap<>(kept.pids());

            Outcome nothing = kept.ask(new Command.Reload());
            assertEquals(List.of("nothing differs"), nothing.lines());
            kept.write("# a comment\nservices:\n"
                    + ten().replace("{id: s3, cmd: [sleep, '603']}", "{cmd: [sleep, '603'], id: s3}"));
            assertEquals(
                    List.of("nothing differs"), kept.ask(new Command.Reload()).lines());
            assertEquals(pids, new TreeMap<>(kept.pids()));

            kept.write("services:\n" + ten() + "  - {id: new, cmd: [sleep, 600]}\n");
            kept.ask(new Command.Reload());
            kept.awaitState("new", State.RUNNING);
            Map<String, Long> withNew = new TreeMap<>(kept.pids());
            pids.forEach((name, pid) -> assertEquals(pid, withNew.get(name), name));

            kept.write("services:\n" + ten());
            kept.ask(new Command.Reload());
            Kept.soon("the removed one to be gone").until(() -> !kept.pids().containsKey("new"));
            assertTrue(Files.exists(kept.state.resolve("logs/new.log")), "its log stays");
            assertEquals(pids, new TreeMap<>(kept.pids()));

            kept.write("services:\n" + ten().replace("'605'", "'655'").replace("{id: s6,", "{id: s6, max_retries: 9,"));
            kept.ask(new Command.Reload());
            Kept.soon("the changed one to run again")
                    .until(() -> kept.pid("s5") != pids.get("s5") && kept.stateOf("s5") == State.RUNNING);
            assertEquals(9, kept.view("s6").maxRetries());
            Map<String, Long> changed = new TreeMap<>(kept.pids());
            changed.put("s5", pids.get("s5"));
            assertEquals(pids, changed);
        }
    }

    @Test
    void reloads_that_are_asked_for_while_one_is_under_way_are_one() {
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [sleep, 600]}\n")) {
            kept.up();
            kept.write("services:\n  - {id: a, cmd: [sleep, 600]}\n  - {id: b, cmd: [sleep, 600]}\n");
            var all = new CountDownLatch(1);
            kept.keeper().loop().run(() -> Kept.await(all));
            var answers = IntStream.range(0, 5)
                    .mapToObj(i -> kept.submit(new Command.Reload()))
                    .toList();
            all.countDown();
            assertEquals(List.of("b: added"), answers.get(0).join().lines());
            for (var later : answers.subList(1, 5)) {
                assertEquals(List.of("nothing differs"), later.join().lines());
            }
            kept.ask(new Command.Reset(List.of("a"))); // the keeper tells of a reload after it has answered
            assertEquals(
                    List.of("Reloaded: b: added", "Reloaded: nothing differs"),
                    kept.keeper().events().stream()
                            .filter(event -> event.type().equals("reloaded"))
                            .map(Event::text)
                            .toList());
        }
    }

    @Test
    void a_changed_service_that_was_stopped_is_not_said_to_be_restarted() {
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [sleep, 600]}\n")) {
            kept.up();
            kept.ask(new Command.Stop(List.of("a")));
            kept.write("services:\n  - {id: a, cmd: [sleep, 601]}\n");
            assertEquals(
                    List.of("a: changed, and stays stopped"),
                    kept.ask(new Command.Reload()).lines());
            assertEquals(State.STOPPED, kept.stateOf("a"));
        }
    }

    @Test
    void r15_changed_probes_are_asked_at_once_of_the_same_process(@TempDir Path folder) {
        String yaml = "services:\n"
                + "  - {id: up, cmd: [sleep, 600], readiness: {script: {cmd: 'true'}},"
                + " liveness: {script: {cmd: '%s'}, interval_s: %s, failures: 1000}}\n"
                + "  - {id: waiting, cmd: [sleep, 600], readiness: {script: {cmd: '%s'}, interval_s: 600}}\n";
        Path asked = folder.resolve("asked");
        try (var kept = Kept.of(yaml.formatted("true", "600", "echo >> " + asked + "; false"))) {
            kept.ask(new Command.Up(List.of(), Duration.ZERO));
            kept.awaitState("up", State.RUNNING);
            Kept.soon("the quick questions to be over").until(() -> Files.exists(asked) && Files.size(asked) == 6);
            Map<String, Long> pids = kept.pids();
            kept.write(yaml.formatted("false", "0.05", "true"));
            assertEquals(
                    List.of("up: rules changed", "waiting: rules changed"),
                    kept.ask(new Command.Reload()).lines());
            kept.awaitState("waiting", State.RUNNING);
            kept.awaitState("up", State.DEGRADED);
            kept.write(yaml.formatted("true", "0.05", "true"));
            kept.ask(new Command.Reload());
            kept.awaitState("up", State.RUNNING);
            assertEquals(pids, kept.pids());
        }
    }

    @Test
    void s10_a_bad_file_changes_nothing_and_is_told_with_its_line() {
        try (var kept = Kept.of("services:\n" + ten())) {
            kept.up();
            Map<String, Long> pids = kept.pids();
            for (String bad : List.of(
                    "services:\n" + ten() + "  - {id: x, cmd: [sleep\n",
                    "services:\n  - {id: a, cmd: [sleep, 1], requires: [b]}\n  - {id: b, cmd: [sleep, 1], requires: [a]}\n",
                    "services:\n  - {id: a, cmd: [sleep, 1], max_retires: 2}\n")) {
                kept.write(bad);
                Outcome outcome = kept.ask(new Command.Reload());
                assertEquals(78, outcome.exitCode());
                assertTrue(
                        outcome.lines().get(0).matches("(?s).*mind\\.yaml:\\d+: .*"),
                        outcome.lines().get(0));
                assertEquals(pids, kept.pids());
            }
        }
    }

    @Test
    void s10_a_new_item_of_a_template_adds_one_service() {
        String group =
                "citizens:\n  template: {id: 'engine_{{id}}', cmd: [sleep, '6{{index}}0'], env: {CITIZEN: '{{citizen}}'}}\n"
                        + "  items:\n    - {id: felix, citizen: felix-engineer}\n";
        try (var kept = Kept.of(group)) {
            kept.up();
            long felix = kept.pid("engine_felix");
            kept.write(group + "    - {id: iris, citizen: iris-archivist}\n");
            kept.ask(new Command.Reload());
            kept.awaitState("engine_iris", State.RUNNING);
            assertEquals(felix, kept.pid("engine_felix"));
        }
    }

    @Test
    void r13_a_save_the_way_editors_do_it_restarts_once_names_the_file_and_waits_for_quiet() throws IOException {
        Path code = Kept.newState();
        try (var kept = Kept.of("services:\n  - id: web\n    cmd: [sleep, 600]\n    min_uptime_before_reload: 0\n"
                + "    watch: {paths: ['" + code + "', '!" + code + "/notes'], debounce_s: 0.5, max_wait_s: 10}\n"
                + "  - {id: other, cmd: [sleep, 600]}\n")) {
            kept.up();
            long other = kept.pid("other");
            for (String how : List.of("write", "rename", "folder", "delete")) {
                long before = kept.pid("web");
                reloads(kept, code.resolve(how), () -> change(code.resolve(how), how));
                Kept.soon("a process that has read it")
                        .until(() -> kept.pid("web") != before && kept.stateOf("web") == State.RUNNING);
            }
            reloads(kept, code.resolve("really.js"), () -> {
                Files.writeString(code.resolve("notes"), "x");
                Files.writeString(code.resolve("a.swp"), "x");
                Files.createDirectories(code.resolve("node_modules"));
                Files.writeString(code.resolve("node_modules/a.js"), "x");
                Files.writeString(code.resolve("really.js"), "x");
            });
            for (String passedOver : List.of("notes", "a.swp", "node_modules")) {
                assertFalse(kept.told("Hot reload triggered by " + code.resolve(passedOver)), passedOver);
            }
            assertEquals(other, kept.pid("other"));
            assertEquals(0, kept.view("web").restarts());
        }
        Folders.delete(code);
    }

    /** What an editor does. */
    private interface Save {
        void run() throws IOException;
    }

    /**
     * Saves until a restart names {@code file}: the watcher may have begun to look only after the first time, or have
     * counted it to a burst that another file began.
     */
    private static void reloads(Kept kept, Path file, Save save) {
        Kept.soon("a restart that names " + file)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(900)) // longer than the quiet that is waited for
                .until(() -> {
                    boolean told = kept.told("[web] Hot reload triggered by " + file);
                    if (!told) {
                        save.run();
                    }
                    return told;
                });
    }

    private static void change(Path file, String how) throws IOException {
        switch (how) {
            case "write" -> Files.writeString(file, "x" + System.nanoTime());
            case "rename" -> {
                Path other = file.resolveSibling("new~");
                Files.writeString(other, "y");
                Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            }
            case "folder" -> {
                Files.createDirectories(file);
                Files.writeString(file.resolve("b.js"), "z" + System.nanoTime());
            }
            default -> {
                Files.writeString(file, "gone");
                Files.delete(file);
            }
        }
    }
}
