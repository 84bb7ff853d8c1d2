package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import mind.supervisor.process.ChildRecord;

/** The processes of an instance that live, by their records, whether its supervisor does or not. Changes nothing. */
final class LeftBehind {
    private LeftBehind() {}

    static List<ChildRecord> in(Path state) {
        List<ChildRecord> living = new ArrayList<>();
        Path records = state.resolve("children");
        if (!Files.isDirectory(records)) {
            return living;
        }
        try (var files = Files.newDirectoryStream(records, "*.json")) {
            for (Path file : files) {
                ChildRecord.find(file).filter(record -> record.id().alive()).ifPresent(living::add);
            }
        } catch (IOException e) {
            // what was found stands
        }
        living.sort(Comparator.comparing(ChildRecord::service));
        return living;
    }

    /** Says that no supervisor runs, and what to do: with what is left, where something is. */
    static String line(Path state) {
        List<ChildRecord> left = in(state);
        if (left.isEmpty()) {
            return "no supervisor runs for " + state + ": start one with \"scripts/mind up\"";
        }
        String names = left.stream().map(ChildRecord::service).collect(Collectors.joining(", "));
        return "no supervisor runs for " + state + ", but " + left.size() + " of its services still "
                + (left.size() == 1 ? "runs (" : "run (") + names
                + "): \"scripts/mind up\" takes over, \"scripts/mind down\" stops them";
    }
}
