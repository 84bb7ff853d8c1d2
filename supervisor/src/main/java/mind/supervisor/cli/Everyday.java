package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import mind.protocol.ExitCodes;
import mind.supervisor.control.ControlClient;
import mind.supervisor.control.Screen;
import mind.supervisor.process.Lease;
import mind.supervisor.process.Proc;
import picocli.CommandLine.ParentCommand;

/** A command that the running supervisor answers; typed where none runs in this process, it is sent to the one that does. */
abstract class Everyday implements Callable<Integer> {
    private final Desk desk;

    @ParentCommand
    private Mind mind;

    Everyday(Desk desk) {
        this.desk = desk;
    }

    @Override
    public final Integer call() throws IOException, InterruptedException {
        if (desk.house().isPresent()) {
            return answer(desk.house().get(), desk.screen());
        }
        Path folder = mind.state().folder(desk.environment());
        OptionalInt answer = ControlClient.ask(folder, desk.arguments(), desk.screen());
        return answer.isPresent() ? answer.getAsInt() : withoutSupervisor(folder, desk.screen());
    }

    abstract int answer(House house, Screen screen) throws InterruptedException;

    int withoutSupervisor(Path state, Screen screen) throws IOException, InterruptedException {
        Optional<Lease.Holder> holder = Lease.holder(state);
        if (holder.isPresent() && ControlClient.isAnothers(state)) {
            screen.problem("supervisor " + holder.get().pid() + " of " + state + " answers nobody but its own user, "
                    + Proc.user(holder.get().pid()) + ": ask as that user");
            return ExitCodes.FAILED;
        }
        screen.problem(holder.map(who -> "supervisor " + who.pid() + " of " + state
                        + " does not answer: it has just begun, or is about to end; try again in a moment")
                .orElseGet(() -> LeftBehind.line(state)));
        return ExitCodes.NOT_RUNNING;
    }

    final Desk desk() {
        return desk;
    }
}
