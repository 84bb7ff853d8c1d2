package mind.supervisor.cli;

import java.util.ArrayList;
import java.util.List;
import mind.supervisor.dist.Distribution;

/** The command line of the short process that fills, reads and writes whole graphs. */
final class StoreCommandLine {
    private StoreCommandLine() {}

    /** Its standard output may be a graph: what its JVM has to say, as of an archive that was moved, does not belong there. */
    static List<String> of(String verb, List<String> words) {
        var command = new ArrayList<>(Distribution.locate().command(Distribution.Program.STORE, "-Xlog:disable"));
        command.add(verb);
        command.addAll(words);
        return command;
    }
}
