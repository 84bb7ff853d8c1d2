package mind.supervisor.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mind.protocol.Nearest;
import mind.supervisor.config.Yaml.Mapping;
import mind.supervisor.config.Yaml.Node;
import mind.supervisor.config.Yaml.Scalar;
import mind.supervisor.config.Yaml.Sequence;

/** One map of a services file while it is being read: typed values with their variables resolved, and no key left over. */
final class Section {
    private final Mapping map;
    private final String whose;
    private final Expansion expansion;
    private final Problems problems;
    private final Set<String> known = new LinkedHashSet<>();

    Section(Mapping map, String whose, Expansion expansion, Problems problems) {
        this.map = map;
        this.whose = whose;
        this.expansion = expansion;
        this.problems = problems;
    }

    /** Names every key that nobody has asked for. */
    void noMore() {
        map.entries().keySet().stream()
                .filter(key -> !known.contains(key))
                .forEach(key -> problems.unknown(map.keyLines().get(key), whose, key, known));
    }

    boolean has(String key) {
        known.add(key);
        return map.entries().containsKey(key);
    }

    int line(String key) {
        return map.keyLines().getOrDefault(key, map.line());
    }

    Optional<Node> node(String key) {
        known.add(key);
        return Optional.ofNullable(map.entries().get(key));
    }

    Optional<Section> section(String key) {
        return node(key).flatMap(node -> {
            if (node instanceof Mapping inner) {
                return Optional.of(new Section(inner, whose + ", " + key, expansion, problems));
            }
            wrong(key, node, "a map");
            return Optional.empty();
        });
    }

    Optional<String> text(String key) {
        return node(key).flatMap(node -> {
            if (node instanceof Scalar scalar) {
                return Optional.of(expand(key, scalar));
            }
            wrong(key, node, "one value");
            return Optional.empty();
        });
    }

    private String expand(String key, Scalar scalar) {
        try {
            return expansion.expand(scalar.text());
        } catch (Expansion.UnresolvedException e) {
            problems.add(scalar.line(), whose + ", " + key + ": " + e.getMessage());
            return "";
        }
    }

    Optional<Double> number(String key, double least, double most) {
        return text(key).flatMap(text -> {
            try {
                double number = Double.parseDouble(text.trim());
                if (number >= least && number <= most) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // said below, in the operator's words
            }
            problems.add(
                    line(key),
                    whose + ", " + key + " is \"" + text + "\": set a number from " + plain(least) + " to "
                            + plain(most));
            return Optional.empty();
        });
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.format(Locale.ROOT, "%.0f", number) : Double.toString(number);
    }

    Optional<Integer> whole(String key, int least, int most) {
        Optional<Double> number = number(key, least, most);
        if (number.isPresent() && number.get() != Math.rint(number.get())) {
            problems.add(line(key), whose + ", " + key + " is \"" + number.get() + "\": set a whole number");
            return Optional.empty();
        }
        return number.map(Double::intValue);
    }

    Optional<Duration> seconds(String key) {
        return number(key, 0, 1e7).map(seconds -> Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    Optional<Boolean> flag(String key) {
        return choice(key, List.of("true", "false")).map("true"::equals);
    }

    Optional<String> choice(String key, List<String> allowed) {
        return text(key).flatMap(text -> {
            Optional<String> found =
                    allowed.stream().filter(one -> one.equalsIgnoreCase(text)).findFirst();
            if (found.isEmpty()) {
                problems.add(
                        line(key),
                        whose + ", " + key + " is \"" + text + "\": set one of " + String.join(", ", allowed)
                                + Nearest.hint(text, allowed));
            }
            return found;
        });
    }

    Optional<URI> url(String key) {
        return text(key).flatMap(text -> {
            try {
                URI url = URI.create(text);
                if (text.matches("https?:.*") && url.getHost() != null) {
                    return Optional.of(url);
                }
            } catch (IllegalArgumentException e) {
                // said below, in the operator's words
            }
            problems.add(line(key), whose + ", " + key + " is \"" + text + "\": set an http:// address");
            return Optional.empty();
        });
    }

    /** A list of texts; one text alone counts as a list where {@code alone} allows it. */
    Optional<List<String>> texts(String key, boolean alone) {
        return node(key).flatMap(node -> {
            if (node instanceof Sequence sequence) {
                List<String> texts = new ArrayList<>();
                for (Node item : sequence.items()) {
                    if (item instanceof Scalar scalar) {
                        texts.add(expand(key, scalar));
                    } else {
                        wrong(key, item, "a list of texts");
                    }
                }
                return Optional.of(List.copyOf(texts));
            }
            if (alone && node instanceof Scalar scalar) {
                return Optional.of(List.of(expand(key, scalar)));
            }
            wrong(key, node, "a list");
            return Optional.empty();
        });
    }

    /** The map of texts under {@code key} as written, variables and all. */
    static Map<String, String> raw(Mapping map, String key, String whose, Problems problems) {
        Node node = map.entries().get(key);
        Map<String, String> texts = new LinkedHashMap<>();
        if (node instanceof Mapping inner) {
            inner.entries().forEach((name, value) -> {
                if (value instanceof Scalar scalar) {
                    texts.put(name, scalar.text());
                } else {
                    problems.add(
                            value.line(), whose + ", " + key + ", " + name + " is " + value.kind() + ": set one value");
                }
            });
        } else if (node != null
                && !(node instanceof Scalar scalar && scalar.text().isEmpty())) {
            problems.add(node.line(), whose + ", " + key + " is " + node.kind() + ": set a map");
        }
        return texts;
    }

    /** What {@link #raw} found, each with its variables replaced; one that cannot be is a problem and left out. */
    static Map<String, String> expanded(
            Map<String, String> raw, Mapping map, String key, Expansion with, String whose, Problems problems) {
        Map<String, String> values = new LinkedHashMap<>();
        raw.forEach((name, text) -> {
            try {
                values.put(name, with.expandOwn(name, text));
            } catch (Expansion.UnresolvedException e) {
                int line = ((Mapping) map.entries().get(key)).keyLines().get(name);
                problems.add(line, whose + ", " + key + ", " + name + ": " + e.getMessage());
            }
        });
        return values;
    }

    void wrong(String key, Node node, String expected) {
        problems.add(node.line(), whose + ", " + key + " is " + node.kind() + ": set " + expected);
    }

    void problem(String key, String text) {
        problems.add(line(key), whose + ", " + key + ": " + text);
    }
}
