package mind.supervisor.cli;

import picocli.CommandLine;

@CommandLine.Command(
        name = "export",
        customSynopsis = "mind export CITIZEN [FILE]",
        description = "Write a citizen's graph as JSON Lines, gzipped where the name ends in .gz.",
        footer = {
            "%nFurther options:",
            "  --json   what was written, as JSON",
            "%nExample:",
            "  mind export iris iris.jsonl.gz"
        })
final class ExportCommand extends StoreVerb {
    ExportCommand(Desk desk) {
        super(desk);
    }
}
