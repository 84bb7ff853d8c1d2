package mind.worker.store;

/** The words of seeded graphs: names that never repeat, and sentences of a wanted length from a stock. */
final class Vocabulary {
    private static final int STOCK = 256; // sentences of each length
    private static final int NAMES = 1 << 24; // distinct ones

    /** Median lengths of texts in stored graphs, characters. */
    enum Length {
        GOAL(96),
        DESCRIPTION(74),
        MIND_STATE(60),
        INSIGHT(259),
        FEELING(130);

        private final int median;

        Length(int median) {
            this.median = median;
        }
    }

    private static final String[] VERBS = words("""
            acting asking bearing binding braiding bridging building calling carrying catching choosing crossing
            deciding drawing dreaming echoing feeling finding folding following gathering giving growing guarding
            hearing holding joining keeping knowing leading learning leaving lifting linking listening loosening making
            mapping marking mending moving naming noticing opening pausing playing pointing pressing questioning
            reading resting returning seeing sensing shaping sharing showing slowing sorting tending testing tracing
            trusting turning""");
    private static final String[] ADJECTIVES = words("""
            able ancient blunt bright broken calm careful central clear common complete constant curious deep delicate
            distant earnest empty eventual faint familiar final firm fragile gentle guarded hidden honest hollow inner
            keen layered light living local lucid mutual narrow nested old open outer partial patient plain precise
            present quiet rapid restless ripe scattered shared sharp silent simple slow stable steady subtle sudden
            tender tidal whole""");
    private static final String[] NOUNS = words("""
            anchor answer balance bridge center circle context courage current decision detail edge failure field
            gesture ground habit harbor history horizon impulse insight intent layer lesson limit margin measure memory
            method mirror model motive moment order origin pattern place possibility practice pressure promise proof
            purpose question reason rhythm risk route sequence shadow signal silence source story structure task
            thread threshold tension trace trust value voice""");
    private static final String[] REALMS = words("""
            architecture archive attention autonomy boundary breath citizen clarity code coherence community
            consciousness continuity conversation craft crisis data design dialogue discovery ecosystem emotion energy
            evidence evolution experience feedback flow friction graph growth identity infrastructure integration
            language learning meaning mechanism metaphor network observation operation partnership perception
            presence protocol reflection repair repository resonance responsibility schema service stability stimulus
            substrate synthesis system team time tool uncertainty understanding work""");
    private static final String[] OTHER_SCRIPTS = {
        " — naïve, then déjà vu", " → “encore”", " … über alles Maß", " ≠ 昨日の夢", " — мысль вслух", " ✓ señal clara"
    };

    private final String[][] stock = new String[Length.values().length][STOCK];
    private final int offset;

    Vocabulary(long seed) {
        var dice = Dice.of(seed, 3);
        offset = dice.below(NAMES);
        for (Length length : Length.values()) {
            for (int i = 0; i < STOCK; i++) {
                stock[length.ordinal()][i] = sentence(dice, length.median);
            }
        }
    }

    private static String[] words(String text) {
        return text.strip().split("\\s+");
    }

    private static String sentence(Dice dice, int median) {
        double spread = 0.5 + dice.unit() / 2 + (dice.chance(0.2) ? dice.unit() : 0); // skewed to the long side
        int wanted = (int) (median * spread * 1.25);
        var text = new StringBuilder(wanted + 24);
        while (text.length() < wanted) {
            if (!text.isEmpty()) {
                text.append(", ");
            }
            text.append(any(VERBS, dice))
                    .append(dice.chance(0.5) ? " the " : " a ")
                    .append(any(ADJECTIVES, dice));
            text.append(' ').append(any(NOUNS, dice));
            if (dice.chance(0.5)) {
                text.append(" of ").append(any(REALMS, dice));
            }
        }
        text.setCharAt(0, Character.toUpperCase(text.charAt(0)));
        return text.toString();
    }

    private static String any(String[] words, Dice dice) {
        return words[dice.below(words.length)];
    }

    /** The snake_case name of node {@code i}; distinct for 2^24 nodes, since each step can be undone. */
    String name(int i) {
        int code = (int) ((i + (long) offset) * 0x9e3779b1L) & (NAMES - 1);
        code ^= code >>> 11;
        return VERBS[code & 63] + "_" + ADJECTIVES[code >>> 6 & 63] + "_" + NOUNS[code >>> 12 & 63] + "_in_"
                + REALMS[code >>> 18];
    }

    /** The role of a subentity past the well-known ones, distinct for 4,096 of them and numbered beyond. */
    String role(int i) {
        int code = (i * 1_597 + offset) & 4_095;
        String role = ADJECTIVES[code & 63] + "-" + NOUNS[code >>> 6];
        return i < 4_096 ? role : role + "-" + i / 4_096;
    }

    /** A sentence of about that length. */
    String text(Length length, Dice dice) {
        return stock[length.ordinal()][dice.below(STOCK)];
    }

    /** The tail that one row in twenty has, in characters beyond ASCII. */
    String otherScript(Dice dice) {
        return OTHER_SCRIPTS[dice.below(OTHER_SCRIPTS.length)];
    }
}
