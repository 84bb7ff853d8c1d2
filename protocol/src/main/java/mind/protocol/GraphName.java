package mind.protocol;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A graph that an engine runs on, with the short name people use for it.
 *
 * @param graph   the name in FalkorDB and on the wire, such as {@code mind-protocol_iris}
 * @param citizen the short name, such as {@code iris}
 * @param level   whose mind it is
 */
public record GraphName(String graph, String citizen, Level level) {
    /** Whose mind a graph holds: a citizen's (N1), an organisation's (N2) or the ecosystem's (N3). */
    public enum Level {
        N1,
        N2,
        N3
    }

    public static final String ORGANISATION = "mind-protocol";
    public static final String ECOSYSTEM = "ecosystem";
    private static final String CITIZEN_PREFIX = ORGANISATION + "_";
    private static final Pattern VALID = Pattern.compile("[a-z0-9-]+(_[a-z0-9_-]+)?");

    /**
     * The naming rule for discovery: {@code mind-protocol_NAME} is the citizen NAME (names ending in {@code collective}
     * are not), {@code mind-protocol} the organisation, {@code ecosystem} the ecosystem; anything else is no engine's.
     */
    public static Optional<GraphName> discovered(String graph) {
        if (graph.equals(ORGANISATION)) {
            return Optional.of(new GraphName(graph, graph, Level.N2));
        }
        if (graph.equals(ECOSYSTEM)) {
            return Optional.of(new GraphName(graph, graph, Level.N3));
        }
        boolean citizen = graph.startsWith(CITIZEN_PREFIX)
                && graph.length() > CITIZEN_PREFIX.length()
                && !graph.endsWith("collective")
                && VALID.matcher(graph).matches();
        return citizen
                ? Optional.of(new GraphName(graph, graph.substring(CITIZEN_PREFIX.length()), Level.N1))
                : Optional.empty();
    }

    /** The graph a person means by {@code name}: short ({@code iris}), prefixed ({@code citizen_iris}) or full. */
    public static GraphName of(String name) {
        return discovered(name).orElseGet(() -> {
            String bare = name.startsWith("citizen_") ? name.substring("citizen_".length()) : name;
            return new GraphName(CITIZEN_PREFIX + bare, bare, Level.N1);
        });
    }

    /** Names older systems gave to this graph, most likely first; looked up only where {@link #graph} does not exist. */
    public List<String> legacyNames() {
        return switch (level) {
            case N1 ->
                List.of(
                        "citizen_" + citizen,
                        "ecosystem_mind-protocol_" + citizen,
                        "consciousness-infrastructure_mind-protocol_" + citizen,
                        "citizen::" + citizen,
                        "citizen_mind-protocol_" + citizen);
            case N2 ->
                List.of(
                        "org_mind_protocol",
                        "mind_protocol_collective_graph",
                        "mind-protocol_collective",
                        "org_mind-protocol",
                        "collective_mind-protocol");
            case N3 -> List.of("ecosystem_public");
        };
    }

    @Override
    public String toString() {
        return citizen;
    }
}
