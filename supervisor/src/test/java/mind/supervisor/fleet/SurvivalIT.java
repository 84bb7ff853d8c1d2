package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mind.protocol.State;
import mind.supervisor.Folders;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.process.Lease;
import mind.supervisor.process.Proc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor may die: R1, R9, R10 and case S6, with supervisors that are processes of their own. */
class SurvivalIT {
    private static final String FIVE = "services:\n"
            + "  - {id: a, cmd: [sleep, 600]}\n"
            + "  - {id: b, cmd: [bash, -c, 'sleep 600 & wait']}\n"
            + "  - {id: c, cmd: [sleep, 600], requires: [a]}\n"
            + "  - {id: d, cmd: [sleep, 600], requires: [c]}\n"
            + "  - {id: e, cmd: [sleep, 600]}\n";

    @Test
    void r10_the_next_supervisor_adopts_what_lives_starts_what_is_missing_and_never_makes_two() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        Path state = Kept.newState();
        Files.writeString(state.resolve("mind.yaml"), FIVE);
        int rounds = Boolean.getBoolean("mind.long") ? 100 : 20;
        Map<String, Long> known = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            Process supervisor = KeeperProcess.start(state);
            try {
                TimeUnit.MILLISECONDS.sleep(250 + random.nextInt(900)); // the moment is the case
            } finally {
                supervisor.destroyForcibly().waitFor();
            }
            if (random.nextInt(4) == 0 && !known.isEmpty()) {
                List<Long> pids = new ArrayList<>(known.values());
                long victim = pids.get(random.nextInt(pids.size()));
                Kept.signal("KILL", victim);
                Kept.soon("its end")
                        .until(() -> Proc.of(victim).filter(Proc::alive).isEmpty());
            }
            known = leaders(state);
        }
        Map<String, Long> before = leaders(state);
        try (var kept = Kept.in(state)) {
            assertEquals(0, kept.up().exitCode());
            Map<String, Long> after = new TreeMap<>(kept.pids());
            assertEquals(5, after.size());
            before.forEach((service, pid) -> assertEquals(pid, after.get(service), service + " was kept"));
            for (String service : after.keySet()) {
                Kept.settles("leaders of " + service, 1, () -> kept.leaders(service));
            }
            Kept.settles("processes: five leaders and the child of b", 6, kept::marked);
        }
    }

    private static Map<String, Long> leaders(Path state) {
        Map<String, Long> leaders = new TreeMap<>();
        for (String service : List.of("a", "b", "c", "d", "e")) {
            List<Proc> found = Kept.leaders(state, service);
            assertTrue(found.size() <= 1, "at most one of " + service + ": " + found);
            found.forEach(proc -> leaders.put(service, proc.pid()));
        }
        return leaders;
    }

    @Test
    void a_shutdown_asked_for_before_the_keeper_has_begun_is_carried_out() throws Exception {
        Path state = Kept.newState();
        var config = Optional.of(
                Files.writeString(state.resolve("mind.yaml"), "services:\n  - {id: a, cmd: [sleep, 600]}\n"));
        try (Lease lease = Lease.take(state, "mind.yaml", "test").orElseThrow();
                var keeper = new Keeper(
                        new KeeperSettings(
                                Kept.instance(state), config, ServicesFile.load(Kept.instance(state), config)),
                        lease)) {
            var asked = keeper.submit(new Command.Shutdown(false), line -> {});
            // as many as may come after it: all of them wait until it has begun
            keeper.submit(new Command.Shutdown(false), line -> {});
            var taken = new CountDownLatch(1);
            keeper.loop().run(taken::countDown); // what is queued before it has come to its turn
            assertTrue(taken.await(60, TimeUnit.SECONDS));
            keeper.start();
            assertEquals(0, asked.get(60, TimeUnit.SECONDS).exitCode());
            assertEquals(0, keeper.ended().get(60, TimeUnit.SECONDS).exitCode());
            Outcome late = keeper.submit(new Command.Up(List.of(), Duration.ZERO), line -> {})
                    .get(60, TimeUnit.SECONDS);
            assertEquals(1, late.exitCode());
            assertEquals(List.of(), Kept.leaders(state, "a"));
        }
        Folders.delete(state);
    }

    @Test
    void adopted_processes_keep_their_pid_and_uptime_and_their_death_is_seen() {
        var first = Kept.of("services:\n  - {id: a, cmd: [sleep, 600], restart: {backoff: {base_ms: 10}}}\n");
        first.up();
        long pid = first.pid("a");
        first.abandon();
        try (var second = Kept.in(first.state)) {
            assertEquals(pid, second.pid("a"));
            assertEquals(State.RUNNING, second.stateOf("a"));
            assertTrue(second.view("a").adopted());
            assertTrue(second.up().ok());
            assertEquals(pid, second.pid("a"));

            Kept.signal("KILL", pid);

            Kept.soon("a new process").until(() -> second.pid("a") != pid && second.stateOf("a") == State.RUNNING);
            assertEquals("exit code unknown", second.view("a").lastExit());
        }
    }

    @Test
    void what_is_started_at_once_is_not_taken_for_remains_of_an_earlier_run() {
        for (int round = 0; round < 30; round++) {
            var first = Kept.of("services:\n  - {id: a, cmd: [sleep, 600]}\n");
            first.up();
            long pid = first.pid("a");
            first.abandon();
            try (var second = Kept.in(first.state)) {
                assertEquals(pid, second.pid("a"), "round " + round);
            }
        }
    }

    @Test
    void r9_a_record_whose_number_now_belongs_to_another_is_passed_over_and_nobody_is_signalled() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "600").start();
        Path state = Kept.newState();
        Files.createDirectories(state.resolve("children"));
        Files.writeString(
                state.resolve("children/a.json"),
                "{\"service\":\"a\",\"token\":\"t\",\"pid\":" + stranger.pid() + ",\"start_ticks\":1,\"boot_id\":\""
                        + Proc.bootId()
                        + "\",\"fingerprint\":\"\",\"started_ms\":1,\"was_ready\":true,\"graph\":\"\"}");
        Files.writeString(state.resolve("mind.yaml"), "services:\n  - {id: a, cmd: [sleep, 600]}\n");
        try (var kept = Kept.in(state)) {
            assertEquals(0, kept.pid("a"));
            kept.up();
            assertTrue(kept.pid("a") != stranger.pid());
        }
        assertTrue(stranger.isAlive());
        stranger.destroyForcibly();
    }

    @Test
    void what_a_dead_leader_left_behind_is_ended_before_it_is_started_again() {
        var first = Kept.of("services:\n  - {id: a, cmd: [bash, -c, 'sleep 600 & setsid sleep 601 & wait']}\n");
        first.up();
        Kept.soon("its children").until(() -> first.marked().size() == 3);
        long leader = first.pid("a");
        first.abandon();
        Kept.signal("KILL", leader);
        Kept.soon("the leader to end")
                .until(() -> Proc.of(leader).filter(Proc::alive).isEmpty());
        try (var second = Kept.in(first.state)) {
            second.up();
            Kept.soon("only the new ones").until(() -> second.marked().size() == 3);
            assertEquals(
                    1,
                    second.leaders("a").stream()
                            .filter(proc -> proc.pid() == second.pid("a"))
                            .count());
            assertEquals(List.of(), Kept.alive(leader));
        }
    }

    @Test
    void r10_orphans_are_stopped_and_started_anew_where_the_file_says_so() {
        var first = Kept.of("on_orphan: stop\nservices:\n  - {id: a, cmd: [sleep, 600]}\n");
        first.up();
        long pid = first.pid("a");
        first.abandon();
        try (var second = Kept.in(first.state)) {
            second.up();
            assertTrue(second.pid("a") != pid);
            assertEquals(List.of(), Kept.alive(pid));
        }
    }

    @Test
    void a_service_the_file_no_longer_has_is_ended_by_the_next_supervisor() {
        var first = Kept.of("services:\n  - {id: a, cmd: [sleep, 600]}\n  - {id: b, cmd: [sleep, 600]}\n");
        first.up();
        long b = first.pid("b");
        first.abandon();
        first.write("services:\n  - {id: a, cmd: [sleep, 600]}\n");
        try (var second = Kept.in(first.state)) {
            Kept.soon("b to be gone")
                    .until(() -> Kept.alive(b).isEmpty() && second.pids().size() == 1);
        }
    }

    @Test
    void s6_a_refused_start_names_the_holder_and_changes_nothing() throws Exception {
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [sleep, 600]}\n")) {
            kept.up();
            Kept.soon("a record of readiness").until(() -> Files.readString(kept.state.resolve("children/a.json"))
                    .contains("\"was_ready\":true"));
            Kept.soon("the fleet's first list").until(() -> Files.exists(kept.state.resolve("fleet.json")));
            Map<String, String> before = snapshot(kept.state);
            List<Process> refused = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                refused.add(KeeperProcess.start(kept.state));
            }
            for (Process process : refused) {
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                assertEquals(2, process.exitValue());
            }
            assertEquals(before, snapshot(kept.state));
            Lease.Holder holder = Lease.holder(kept.state).orElseThrow();
            assertEquals(ProcessHandle.current().pid(), holder.pid());

            Files.delete(kept.state.resolve("supervisor.lock"));
            assertEquals(Optional.empty(), Lease.take(kept.state, "", ""));
            Process after = KeeperProcess.start(kept.state);
            assertTrue(after.waitFor(60, TimeUnit.SECONDS));
            assertEquals(2, after.exitValue());
        }
    }

    /** As root through a mount that cannot be written to; else in a directory that cannot. */
    @Test
    void s6_a_start_in_a_state_directory_that_cannot_be_written_is_refused_and_changes_nothing(@TempDir Path folder)
            throws Exception {
        boolean root = "root".equals(System.getProperty("user.name"));
        try (var kept = Kept.of("services:\n  - {id: a, cmd: [sleep, 600]}\n")) {
            kept.up();
            Kept.soon("a record of readiness").until(() -> Files.readString(kept.state.resolve("children/a.json"))
                    .contains("\"was_ready\":true"));
            Kept.soon("the fleet's first list").until(() -> Files.exists(kept.state.resolve("fleet.json")));
            Map<String, String> before = snapshot(kept.state);
            long pid = kept.pid("a");
            Path sealed = root ? folder : kept.state;
            if (root) {
                run("mount", "--bind", kept.state.toString(), sealed.toString());
                run("mount", "-o", "remount,bind,ro", sealed.toString());
            } else {
                assertTrue(sealed.toFile().setWritable(false));
            }
            try {
                assertFalse(Files.isWritable(sealed));
                Process refused = KeeperProcess.start(sealed);
                assertTrue(refused.waitFor(60, TimeUnit.SECONDS));
                assertEquals(2, refused.exitValue());
            } finally {
                if (root) {
                    run("umount", sealed.toString());
                } else {
                    assertTrue(sealed.toFile().setWritable(true));
                }
            }
            assertEquals(before, snapshot(kept.state));
            assertEquals(pid, kept.pid("a"));
            assertEquals(0, kept.view("a").restarts());
        }
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor(), String.join(" ", command));
    }

    @Test
    void a_lease_is_free_when_its_holder_is_killed() throws Exception {
        Path state = Kept.newState();
        Files.writeString(state.resolve("mind.yaml"), "services: []\n");
        Process holder = KeeperProcess.start(state);
        Kept.soon("a holder").until(() -> Lease.holder(state).isPresent());
        assertEquals(holder.pid(), Lease.holder(state).orElseThrow().pid());
        assertEquals(Optional.empty(), Lease.take(state, "", ""));
        holder.destroyForcibly().waitFor();
        try (var lease = Lease.take(state, "", "").orElseThrow()) {
            assertEquals(ProcessHandle.current().pid(), lease.holder().pid());
            Files.delete(state.resolve("supervisor.json"));
            lease.keep();
            assertTrue(Lease.holder(state).isPresent());
        }
        assertFalse(Lease.holder(state).isPresent());
        Folders.delete(state);
    }

    private static Map<String, String> snapshot(Path state) throws IOException {
        Map<String, String> snapshot = new TreeMap<>();
        for (String name : List.of("supervisor.lock", "supervisor.json", "instance", "children/a.json", "mind.yaml")) {
            Path file = state.resolve(name);
            snapshot.put(name, Files.getAttribute(file, "unix:ino") + " " + Files.readString(file));
        }
        snapshot.put(
                ".",
                String.join(
                        ",", List.of(state.toFile().list()).stream().sorted().toList()));
        return snapshot;
    }

    @Test
    void a_supervisor_that_stood_still_does_not_take_silence_for_death() {
        var report = new Report(0);
        report.forgive(Duration.ofHours(1).toNanos());
        assertEquals(Duration.ofHours(1).toNanos(), report.beatNanos());
    }
}
