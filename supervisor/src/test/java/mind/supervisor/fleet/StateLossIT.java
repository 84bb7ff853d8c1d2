package mind.supervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mind.protocol.State;
import mind.supervisor.process.Lease;
import org.junit.jupiter.api.Test;

/** The state directory may go while services run: what is known of them does not go with it. */
class StateLossIT {
    private static final String YAML = "services:\n"
            + "  - {id: a, cmd: [sleep, 600]}\n"
            + "  - {id: b, cmd: [bash, -c, 'sleep 600 & wait']}\n"
            + "  - {id: bad, criticality: OPTIONAL, cmd: [bash, -c, 'echo its last line; exit 78']}\n";

    /** What is written there meanwhile may stay. */
    private static void remove(Path folder) throws Exception {
        new ProcessBuilder("rm", "-rf", folder.toString()).inheritIO().start().waitFor();
    }

    private static List<Event> told(Kept kept, String part) {
        return kept.keeper().events().stream()
                .filter(event -> event.text().contains(part))
                .toList();
    }

    @Test
    void a_state_directory_that_is_deleted_is_made_again_with_what_it_held() throws Exception {
        var kept = Kept.of(YAML);
        kept.up();
        kept.awaitState("bad", State.QUARANTINED);
        Kept.soon("its quarantine").until(() -> Files.exists(kept.state.resolve("quarantine/bad.json")));
        Files.writeString(kept.state.resolve("falkordb.port"), "12345\n");
        String instance = Files.readString(kept.state.resolve("instance"));
        Map<String, Long> pids = kept.pids();
        Kept.soon("a look at what is there").until(() -> kept.keeper().folder().remembers("falkordb.port"));

        remove(kept.state);
        Kept.soon("everything")
                .until(() -> Lease.holder(kept.state).isPresent()
                        && List.of(
                                        "instance",
                                        "falkordb.port",
                                        "children/a.json",
                                        "children/b.json",
                                        "quarantine/bad.json")
                                .stream()
                                .allMatch(name -> Files.exists(kept.state.resolve(name)))
                        && Files.isDirectory(kept.state.resolve("run"))
                        && Files.exists(kept.state.resolve("fleet.json"))
                        && Files.exists(kept.state.resolve("logs/events.jsonl")));
        assertEquals(instance, Files.readString(kept.state.resolve("instance")));
        assertEquals("12345\n", Files.readString(kept.state.resolve("falkordb.port")));
        assertEquals(pids, kept.pids());
        assertEquals(1, told(kept, "was deleted while").size(), kept.keeper().events()::toString);
        assertTrue(
                told(kept, "was deleted while").get(0).text().startsWith("the state directory " + kept.state),
                kept.keeper().events()::toString);
        assertTrue(Lease.take(kept.state, "", "").isEmpty(), "it is held still");

        kept.abandon();
        kept.write(YAML);
        try (var next = Kept.in(kept.state)) {
            next.ask(new Command.Up(List.of(), Kept.PATIENCE));
            assertEquals(pids.get("a"), next.pid("a"));
            assertEquals(pids.get("b"), next.pid("b"));
            assertEquals(State.QUARANTINED, next.stateOf("bad"));
            assertEquals(List.of("its last line"), next.view("bad").lastLines());
        }
    }

    @Test
    void who_keeps_something_of_his_own_there_is_let_put_it_back() throws Exception {
        try (var kept = Kept.of(YAML)) {
            Path own = kept.state.resolve("own.sock");
            kept.keeper().alsoKeptInState(() -> {
                try {
                    Files.writeString(own, "");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            kept.up();
            for (Path deleted : List.of(own, kept.state)) {
                remove(deleted);
                Kept.soon("what another keeps there").until(() -> Files.exists(own));
            }
        }
    }

    @Test
    void a_record_that_is_deleted_is_written_again_and_named() throws Exception {
        try (var kept = Kept.of(YAML)) {
            kept.up();
            Path record = kept.state.resolve("children/a.json");
            Kept.soon("its last word").until(() -> Files.readString(record).contains("\"was_ready\":true"));
            Files.delete(record);
            Kept.soon("the record").until(() -> Files.exists(record));
            Kept.soon("a line that names it")
                    .until(() -> told(kept, record + " was deleted while").size() == 1);
        }
    }
}
