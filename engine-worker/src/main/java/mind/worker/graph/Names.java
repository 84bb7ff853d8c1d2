package mind.worker.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A short list of distinct words, such as node types, each known by its number; numbers start at 0 and never change. */
public final class Names {
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    /** The number of {@code word}, given now if it is new. */
    public int number(String word) {
        Integer known = numbers.get(word);
        if (known != null) {
            return known;
        }
        numbers.put(word, words.size());
        words.add(word);
        return words.size() - 1;
    }

    /** The number of {@code word}, or -1 if it is not in the list. */
    public int find(String word) {
        return numbers.getOrDefault(word, -1);
    }

    public String word(int number) {
        return words.get(number);
    }

    public int count() {
        return words.size();
    }

    /** All words in the order of their numbers. */
    public List<String> words() {
        return List.copyOf(words);
    }
}
