package mind.supervisor.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mind.protocol.ExitCodes;
import mind.supervisor.control.Screen;
import mind.supervisor.process.Lease;
import picocli.CommandLine;
import picocli.CommandLine.Unmatched;

/** What a running supervisor answers to {@code up}: that it is there already. */
@CommandLine.Command(name = "up", hidden = true)
final class HeldCommand extends Everyday {
    @Unmatched
    private List<String> words;

    HeldCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) {
        Path state = house.instance().state();
        screen.problem(line(state, Lease.holder(state)));
        return ExitCodes.USAGE;
    }

    static String line(Path state, Optional<Lease.Holder> holder) {
        return state + " is held by "
                + holder.map(who -> "supervisor " + who.pid() + ", running since " + Instant.ofEpochMilli(who.sinceMs())
                                + " from " + who.folder())
                        .orElse("another supervisor that is just starting")
                + "; see \"scripts/mind status\", or end it with \"scripts/mind down\"";
    }
}
