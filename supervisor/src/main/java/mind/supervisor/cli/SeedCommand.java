package mind.supervisor.cli;

import picocli.CommandLine;

@CommandLine.Command(
        name = "seed",
        customSynopsis = "mind seed [OPTION...] [CITIZEN...]",
        description = "Make citizens' graphs, the same for the same seed number.",
        footer = {
            "%nFurther options:",
            "  --profile full|found   the late or the early shape of a graph, default full",
            "  --scale 1|10|100       times as many nodes and links",
            "  --seed N               another seed makes other graphs of the same shape",
            "  --dirty                with the malformed rows real graphs have",
            "  --missing              only graphs that do not exist",
            "  --replace              overwrite graphs that exist",
            "  --json                 what was made, as JSON"
        })
final class SeedCommand extends StoreVerb {
    SeedCommand(Desk desk) {
        super(desk);
    }
}
