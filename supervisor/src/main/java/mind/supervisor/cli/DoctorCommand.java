package mind.supervisor.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import mind.protocol.ConfigException;
import mind.protocol.ExitCodes;
import mind.protocol.WireJson;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "doctor",
        description =
                "Check what Mind needs (Java, FalkorDB, port, memory, disk, clock, settings) and say how to mend it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "1:something stands in the way"})
final class DoctorCommand implements Callable<Integer> {
    private final Desk desk;

    @Mixin
    private InstanceOptions options;

    @Option(names = "--json", description = "One JSON object a finding: verdict, what, found, cure.")
    private boolean json;

    DoctorCommand(Desk desk) {
        this.desk = desk;
    }

    /** Without a state directory nothing else can be said of an instance. */
    private List<Checkup.Finding> findings() throws InterruptedException {
        try {
            Path state = options.state(desk.environment());
            return new Checkup(state, options, desk.environment()).findings();
        } catch (ConfigException e) {
            return List.of(new Checkup.Finding(
                    Checkup.Verdict.BROKEN, "State directory", e.getMessage(), "name a folder, or one to be made"));
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Checkup.Finding> findings = findings();
        var colours = Colours.of(desk.screen());
        boolean well = true;
        for (Checkup.Finding finding : findings) {
            well &= finding.verdict() != Checkup.Verdict.BROKEN;
            if (json) {
                desk.screen().line(WireJson.MAPPER.writeValueAsString(finding));
                continue;
            }
            String mark =
                    switch (finding.verdict()) {
                        case WELL -> "ok     ";
                        case WARNING -> colours.warning("warning");
                        case BROKEN -> colours.error("broken ");
                    };
            desk.screen().line(mark + "  " + finding.what() + ": " + finding.found());
            if (!finding.cure().isEmpty()) {
                desk.screen().line("         " + finding.cure());
            }
        }
        return well ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
