package mind.supervisor.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mind.protocol.Nearest;
import mind.supervisor.config.Yaml.Mapping;
import mind.supervisor.config.Yaml.Node;
import mind.supervisor.config.Yaml.Scalar;
import mind.supervisor.config.Yaml.Sequence;

/**
 * A group of the services file that has {@code template} and {@code items}: one service an item, with <code>{{ name }}</code>
 * replaced in keys and values by the item's fields, {@code group} and {@code index}.
 */
final class Template {
    private static final Pattern TOKEN = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_]+)\\s*}}");

    private final Map<String, String> values;
    private final String whose;
    private final Problems problems;

    private Template(Map<String, String> values, String whose, Problems problems) {
        this.values = values;
        this.whose = whose;
        this.problems = problems;
    }

    static boolean is(Node node) {
        return node instanceof Mapping map
                && map.entries().containsKey("template")
                && map.entries().containsKey("items");
    }

    /** The services of one group, as they would have been written out. */
    static List<Mapping> services(String group, Mapping map, Problems problems) {
        map.keyLines().forEach((key, line) -> {
            if (!key.equals("template") && !key.equals("items")) {
                problems.unknown(line, "group " + group, key, List.of("template", "items"));
            }
        });
        List<Mapping> services = new ArrayList<>();
        Node template = map.entries().get("template");
        Node items = map.entries().get("items");
        if (!(template instanceof Mapping) || !(items instanceof Sequence)) {
            problems.add(map.line(), "group " + group + ": template must be a map and items a list");
            return services;
        }
        int index = 0;
        for (Node item : ((Sequence) items).items()) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("group", group);
            values.put("index", Integer.toString(index));
            String id = group + "_" + index;
            if (item instanceof Mapping fields) {
                fields.entries().forEach((key, value) -> {
                    if (value instanceof Scalar scalar) {
                        values.put(key, scalar.text());
                    } else {
                        problems.add(
                                value.line(),
                                "group " + group + ", item " + key + " is " + value.kind() + ": set one value");
                    }
                });
            } else if (item instanceof Scalar scalar) {
                values.put("id", scalar.text());
            }
            id = values.getOrDefault("id", id);
            var filled = (Mapping) new Template(values, "group " + group + ", item " + id, problems).fill(template);
            if (!filled.entries().containsKey("id")) {
                Map<String, Node> entries = new LinkedHashMap<>(filled.entries());
                Map<String, Integer> lines = new LinkedHashMap<>(filled.keyLines());
                entries.put("id", new Scalar(id, item.line()));
                lines.put("id", item.line());
                filled = new Mapping(entries, lines, filled.line());
            }
            services.add(filled);
            index++;
        }
        return services;
    }

    private Node fill(Node node) {
        if (node instanceof Scalar scalar) {
            return new Scalar(fill(scalar.text(), scalar.line()), scalar.line());
        }
        if (node instanceof Sequence sequence) {
            return new Sequence(sequence.items().stream().map(this::fill).toList(), sequence.line());
        }
        Mapping map = (Mapping) node;
        Map<String, Node> entries = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        map.entries().forEach((key, value) -> {
            int line = map.keyLines().get(key);
            String filled = fill(key, line);
            entries.put(filled, fill(value));
            lines.put(filled, line);
        });
        return new Mapping(entries, lines, map.line());
    }

    private String fill(String text, int line) {
        Matcher matcher = TOKEN.matcher(text);
        var filled = new StringBuilder();
        while (matcher.find()) {
            String value = values.get(matcher.group(1));
            if (value == null) {
                problems.add(
                        line,
                        whose + " has no field \"" + matcher.group(1) + "\""
                                + Nearest.hint(matcher.group(1), values.keySet()));
                value = "";
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(filled);
        return filled.toString();
    }
}
