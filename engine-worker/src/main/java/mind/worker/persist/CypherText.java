package mind.worker.persist;

/** Texts and names as Cypher writes them. */
final class CypherText {
    private CypherText() {}

    /** {@code text} as a literal. */
    static String of(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** {@code label} as a name. */
    static String name(String label) {
        return "`" + label.replace("`", "") + "`";
    }
}
