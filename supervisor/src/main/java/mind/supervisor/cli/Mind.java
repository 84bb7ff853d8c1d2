package mind.supervisor.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@CommandLine.Command(
        name = "mind",
        versionProvider = Version.class,
        description = "Keeps minds running: FalkorDB, the gateway and one engine a citizen.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the operation failed",
            "2:unknown command or option, or another supervisor holds the state directory",
            "3:no supervisor runs",
            "4:no such service or citizen",
            "5:the wait is over",
            "6:some services are not ready",
            "78:a setting is wrong"
        },
        footer = {
            "%nExamples:",
            "  mind up --demo          six citizens from nothing, then open http://localhost:8000",
            "  mind status             what runs",
            "  mind why iris           why a citizen is as it is, and what comes next",
            "  mind logs -f iris       its log as it grows",
            "  mind restart iris       one citizen, nobody else",
            "  mind down               stop everything"
        })
final class Mind implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Mixin
    private StateOption state;

    StateOption state() {
        return state;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
