package mind.worker.search;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The words of a text as the index knows them: without case, accents and signs; {@code snake_case}, {@code kebab-case} and
 * {@code CamelCase} are taken apart; a character of a script that is written without spaces is a word of its own.
 */
final class Words {
    private static final int LONGEST = 200; // characters of a word; the index takes no term of over 32 KiB

    private Words() {}

    static List<String> of(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKD);
        int before = ' ';
        for (int i = 0; i < plain.length(); ) {
            int c = plain.codePointAt(i);
            i += Character.charCount(c);
            int type = Character.getType(c);
            if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
                continue; // an accent, or a joiner that nobody types
            }
            boolean hump = Character.isUpperCase(c) && Character.isLowerCase(before);
            boolean alone = Character.isIdeographic(c);
            if (!Character.isLetterOrDigit(c) || hump || alone || Character.isIdeographic(before)) {
                end(word, words);
            }
            if (Character.isLetterOrDigit(c)) {
                word.appendCodePoint(c);
            }
            before = c;
        }
        end(word, words);
        return words;
    }

    /** {@code words} as the one that a whole name is. */
    static String whole(List<String> words) {
        return cut(String.join("", words));
    }

    /** A node's type as a word of its own, signs and all. */
    static String type(String type) {
        return cut(type.toLowerCase(Locale.ROOT));
    }

    private static String cut(String word) {
        return word.length() <= LONGEST ? word : word.substring(0, LONGEST);
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(cut(word.toString().toLowerCase(Locale.ROOT)));
            word.setLength(0);
        }
    }
}
