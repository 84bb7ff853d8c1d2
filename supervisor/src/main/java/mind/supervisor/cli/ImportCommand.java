package mind.supervisor.cli;

import picocli.CommandLine;

@CommandLine.Command(
        name = "import",
        customSynopsis = "mind import FILE [--as GRAPH] [--replace]",
        description =
                "Read a graph from a JSON Lines file, plain or gzipped, or from standard input where FILE is -, into FalkorDB.",
        footer = {
            "%nFurther options:",
            "  --as GRAPH   its name, such as mind-protocol_iris; default: the name in the file",
            "  --replace    overwrite the graph if it exists",
            "  --json       what was read, as JSON",
            "%nExamples:",
            "  mind import citizen_iris.jsonl.gz --as mind-protocol_iris",
            "  mind export iris | mind import - --as mind-protocol_twin"
        })
final class ImportCommand extends StoreVerb {
    ImportCommand(Desk desk) {
        super(desk);
    }
}
