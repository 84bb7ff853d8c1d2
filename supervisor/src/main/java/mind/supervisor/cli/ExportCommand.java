package mind.supervisor.cli;

import picocli.CommandLine;

@CommandLine.Command(
        name = "export",
        customSynopsis = "mind export CITIZEN [--to FILE]",
        description =
                "Write a citizen's graph as JSON Lines to standard output or a file, gzipped where its name ends in .gz.",
        footer = {
            "%nFurther options:",
            "  --to FILE   write there; - is standard output",
            "  --json      what was written, as JSON",
            "%nExample:",
            "  mind export iris --to iris.jsonl.gz"
        })
final class ExportCommand extends StoreVerb {
    ExportCommand(Desk desk) {
        super(desk);
    }
}
