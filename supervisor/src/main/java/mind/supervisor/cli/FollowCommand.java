package mind.supervisor.cli;

import mind.supervisor.control.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** What scripts/mind asks after it has started a detached supervisor. */
@CommandLine.Command(name = "follow", hidden = true, description = "Report how the start of this instance comes along.")
final class FollowCommand extends Everyday {
    @Mixin
    private Patience patience;

    FollowCommand(Desk desk) {
        super(desk);
    }

    @Override
    int answer(House house, Screen screen) throws InterruptedException {
        return new StartReport(house, screen).run(patience.duration());
    }
}
