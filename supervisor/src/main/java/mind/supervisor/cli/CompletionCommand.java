package mind.supervisor.cli;

import java.util.concurrent.Callable;
import mind.protocol.ExitCodes;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@CommandLine.Command(
        name = "completion",
        description = "Print a script that completes commands and options in bash and zsh.",
        footer = {"%nExample:", "  source <(mind completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Desk desk;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        AutoComplete.bash("mind", spec.root().commandLine()).lines().forEach(desk.screen()::line);
        return ExitCodes.OK;
    }
}
