package mind.worker.link;

/** Texts and names as Cypher writes them. */
public final class CypherText {
    private CypherText() {}

    /** {@code text} as a literal. */
    public static String of(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** {@code label} as a name. */
    public static String name(String label) {
        return "`" + label.replace("`", "") + "`";
    }
}
