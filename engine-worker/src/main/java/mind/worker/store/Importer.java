package mind.worker.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mind.protocol.ExitCodes;
import mind.protocol.GraphName;
import mind.protocol.Nearest;
import mind.protocol.ServerAddress;

/**
 * Writes the graph of a {@link GraphFile} into FalkorDB. The order of the file's internal numbers is kept, by which
 * engines decide between rows of one id; the numbers themselves become dense. Values that the store refuses are repaired,
 * rows that it cannot hold are left out, and both are counted.
 */
final class Importer {
    private static final int READ_SHARE = 40; // percent of the work, as told: the file first, then the store
    private static final Pattern GRAPH_NAME = // what discovery and the names of older systems are made of
            Pattern.compile("[a-z0-9-]+(_[a-z0-9_-]+)?");

    private final ServerAddress address;
    private final Progress progress;
    private final PropertyCleaner cleaner = new PropertyCleaner();
    private final Map<String, Long> dropped = new LinkedHashMap<>();
    private final Account account = new Account();

    Importer(ServerAddress address, Progress progress) {
        this.address = address;
        this.progress = progress;
    }

    /** The graph a person means by {@code --as}: a bare word is a citizen, anything else a graph's whole name. */
    static String graphName(String as) {
        return as.matches("[a-z0-9-]+") && GraphName.discovered(as).isEmpty()
                ? GraphName.of(as).graph()
                : as;
    }

    /**
     * @param caseName which graph of a file of many
     * @param as       the graph to make; absent, the name in the file
     * @param replace  whether a graph of that name may be overwritten
     */
    Made run(GraphFile file, Optional<String> caseName, Optional<String> as, boolean replace) throws IOException {
        long start = System.nanoTime();
        JsonNode header = header(file, caseName);
        String graph = as.map(Importer::graphName).or(() -> caseName).orElseGet(() -> header.path("graph")
                .asText(""));
        if (graph.isEmpty()) {
            throw new StoreException(ExitCodes.USAGE, file.name() + " names no graph: give --as NAME");
        }
        if (!GRAPH_NAME.matcher(graph).matches()) {
            throw noName(file.name(), as.or(() -> caseName).orElse(graph), as.isPresent(), caseName.isPresent());
        }
        try (var fill = GraphFill.begin(address, graph, replace);
                var nodes = new RowSpill();
                var links = new RowSpill()) {
            read(file, caseName, graph, fill, nodes, links);
            check(file, header, nodes, links);
            write(graph, fill, nodes, links);
            fill.commit();
            var made = Made.of(
                    graph,
                    account,
                    cleaner.nulls(),
                    cleaner.repairs(),
                    dropped,
                    (System.nanoTime() - start) / 1_000_000);
            fill.remember(GraphFile.JSON.writeValueAsString(made));
            progress.tell(graph, 100);
            return made;
        }
    }

    private static StoreException noName(String file, String name, boolean as, boolean aCase) {
        String characters = "lower-case letters, digits, hyphens and underscores, such as mind-protocol_iris";
        return new StoreException(
                ExitCodes.USAGE,
                (as ? "--as" : "the " + (aCase ? "case's" : "graph's") + " name in " + file) + " is \""
                        + name.replaceAll("\\p{Cntrl}", "?") + "\": no graph may have that name; "
                        + (as ? "use " : "give --as NAME of ") + characters);
    }

    private static JsonNode header(GraphFile file, Optional<String> caseName) throws IOException {
        JsonNode first = file.next();
        String kind = first.path("kind").asText();
        if (kind.equals("graph")) {
            if (caseName.isPresent()) {
                throw new StoreException(ExitCodes.USAGE, file.name() + " holds one graph: leave out --case");
            }
            return first;
        }
        if (!kind.equals("case")) {
            throw file.refusal("starts neither a graph nor a case: a graph file begins with {\"kind\":\"graph\",…}");
        }
        Set<String> cases = new LinkedHashSet<>();
        for (JsonNode line = first; !line.isMissingNode(); line = file.next()) {
            if (line.path("kind").asText().equals("case")) {
                cases.add(line.path("case").asText());
                if (caseName.equals(Optional.of(line.path("case").asText()))) {
                    return line;
                }
            }
        }
        if (caseName.isEmpty()) {
            throw new StoreException(
                    ExitCodes.USAGE,
                    file.name() + " holds many graphs: choose one with --case NAME, of " + String.join(", ", cases));
        }
        throw new StoreException(
                ExitCodes.UNKNOWN_NAME,
                file.name() + " has no case " + caseName.get() + Nearest.hint(caseName.get(), cases));
    }

    private void read(
            GraphFile file, Optional<String> caseName, String graph, GraphFill fill, RowSpill nodes, RowSpill links)
            throws IOException {
        for (JsonNode line = file.next(); !line.isMissingNode(); line = file.next()) {
            fill.hold();
            progress.tell(graph, file.bytesRead(), file.size(), 0, READ_SHARE);
            switch (line.path("kind").asText()) {
                case "node" -> {
                    if (isOurs(line, caseName)) {
                        nodes.add(node(file, line));
                    }
                }
                case "link" -> {
                    if (isOurs(line, caseName)) {
                        links.add(link(file, line));
                    }
                }
                case "case" -> {
                    if (caseName.isPresent()) {
                        return; // the next case
                    }
                }
                default -> drop("lines_of_unknown_kind");
            }
        }
    }

    private static boolean isOurs(JsonNode line, Optional<String> caseName) {
        return caseName.isEmpty() || line.path("case").asText().equals(caseName.get());
    }

    private RowSpill.Row node(GraphFile file, JsonNode line) {
        var labels = new LinkedHashSet<String>();
        for (JsonNode label : line.path("labels")) {
            String clean = cleaner.name(label.asText());
            if (clean.isEmpty()) {
                cleaner.count(Repair.NAME);
            } else {
                labels.add(clean);
            }
        }
        JsonNode properties = line.path("properties");
        String key = text(properties.path("id"))
                .or(() -> Account.isSubentity(List.copyOf(labels)) ? text(properties.path("name")) : Optional.empty())
                .or(() -> text(properties.path("node_id")))
                .orElse(null);
        return new RowSpill.Row(number(file, line, "id"), List.copyOf(labels), 0, 0, key, cleaner.clean(properties));
    }

    private static Optional<String> text(JsonNode value) {
        return value.isValueNode() && !value.isNull()
                ? Optional.of(value.asText()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    private RowSpill.Row link(GraphFile file, JsonNode line) {
        return new RowSpill.Row(
                number(file, line, "id"),
                List.of(cleaner.name(line.path("type").asText())),
                number(file, line, "source"),
                number(file, line, "target"),
                null,
                cleaner.clean(line.path("properties")));
    }

    private static long number(GraphFile file, JsonNode line, String field) {
        JsonNode value = line.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw file.refusal("has no internal number in \"" + field + "\"");
        }
        return value.longValue();
    }

    /** A file that is shorter than it says was cut; whoever wants that part corrects its first line. */
    private static void check(GraphFile file, JsonNode header, RowSpill nodes, RowSpill links) {
        long nodesSaid = header.path("nodes").asLong(nodes.rows());
        long linksSaid = header.path("links").asLong(links.rows());
        if (nodes.rows() < nodesSaid || links.rows() < linksSaid) {
            throw new StoreException(
                    ExitCodes.FAILED,
                    file.name() + " has " + nodes.rows() + " nodes and " + links.rows() + " links where its first line"
                            + " says " + nodesSaid + " and " + linksSaid + ": get it whole, or correct that line");
        }
    }

    private void write(String graph, GraphFill fill, RowSpill nodes, RowSpill links) throws IOException {
        var numbers = new LongMap(nodes.rows());
        long total = (long) nodes.rows() + links.rows();
        nodes.inOrder(row -> {
            long number = account.rows();
            if (numbers.putIfAbsent(row.id(), number) != LongMap.ABSENT) {
                drop("nodes_of_a_number_used_before");
                return;
            }
            fill.node(
                    row.labels(),
                    row.clean().keys(),
                    row.clean().values(),
                    row.clean().specials());
            account.node(Account.isSubentity(row.labels()), row.key());
            progress.tell(graph, number, total, READ_SHARE, 99);
        });
        var linkNumbers = new LongSet(links.rows());
        links.inOrder(row -> {
            long source = numbers.get(row.source());
            long target = numbers.get(row.target());
            String type = row.labels().get(0);
            if (source == LongMap.ABSENT || target == LongMap.ABSENT) {
                drop("dangling_links");
            } else if (type.isEmpty()) {
                drop("links_without_type");
            } else if (!linkNumbers.add(row.id())) {
                drop("links_of_a_number_used_before");
            } else {
                fill.link(
                        type,
                        source,
                        target,
                        row.clean().keys(),
                        row.clean().values(),
                        row.clean().specials());
                account.link(type, source, target);
                progress.tell(graph, nodes.rows() + account.linkRows(), total, READ_SHARE, 99);
            }
        });
    }

    private void drop(String reason) {
        dropped.merge(reason, 1L, Long::sum);
    }
}
