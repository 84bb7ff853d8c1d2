package mind.worker.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mind.protocol.Nearest;
import mind.protocol.WireJson;

/**
 * A command's arguments. What is missing or of the wrong kind is refused as 422, a value out of bounds as 400, each with
 * a line that names the argument, the value and what would do.
 */
public final class Args {
    private static final int SHOWN = 60; // characters of a wrong value worth repeating

    private final JsonNode tree;

    /** @throws Refusal if {@code tree} is no object */
    public static Args of(JsonNode tree) throws Refusal {
        return of("args", tree);
    }

    private static Args of(String name, JsonNode tree) throws Refusal {
        if (!tree.isObject()) {
            throw Refusal.wrongShape(name + " is " + shown(tree) + ": send an object");
        }
        return new Args(tree);
    }

    private Args(JsonNode tree) {
        this.tree = tree;
    }

    public Optional<JsonNode> find(String name) {
        return Optional.ofNullable(tree.get(name)).filter(value -> !value.isNull());
    }

    /** The object under {@code name}; an empty one where there is none. */
    public Args object(String name) throws Refusal {
        return of(name, find(name).orElseGet(WireJson.MAPPER::createObjectNode));
    }

    /** The objects in the list under {@code name}; none where there is no list. */
    public List<Args> objects(String name) throws Refusal {
        JsonNode list = find(name).orElseGet(WireJson.MAPPER::createArrayNode);
        if (!list.isArray()) {
            throw Refusal.wrongShape(name + " is " + shown(list) + ": send a list of objects");
        }
        List<Args> objects = new ArrayList<>();
        for (JsonNode item : list) {
            objects.add(of("one of " + name, item));
        }
        return objects;
    }

    /** The names of all arguments. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A text that must be there and not blank. */
    public String text(String name) throws Refusal {
        String text = text(name, "");
        if (text.isBlank()) {
            throw Refusal.wrongShape(name + " is missing: send a text");
        }
        return text;
    }

    public String text(String name, String fallback) throws Refusal {
        Optional<JsonNode> value = find(name);
        if (value.isPresent() && !value.get().isTextual() && !value.get().isNumber()) {
            throw Refusal.wrongShape(name + " is " + shown(value.get()) + ": send a text");
        }
        return value.map(JsonNode::asText).orElse(fallback);
    }

    /** A number that must be there, within bounds. */
    public double number(String name, double least, double most) throws Refusal {
        JsonNode value = find(name).orElseThrow(() -> Refusal.wrongShape(name + " is missing: send a number"));
        if (!value.isNumber()) {
            throw Refusal.wrongShape(name + " is " + shown(value) + ": send a number");
        }
        double number = value.doubleValue();
        if (!(number >= least && number <= most)) {
            throw Refusal.badValue(name + " is " + shown(value) + ": send a number from " + least + " to " + most);
        }
        return number;
    }

    public double number(String name, double fallback, double least, double most) throws Refusal {
        return find(name).isPresent() ? number(name, least, most) : fallback;
    }

    public int whole(String name, int fallback, int least, int most) throws Refusal {
        Optional<JsonNode> value = find(name);
        if (value.isEmpty()) {
            return fallback;
        }
        if (!value.get().isNumber()) {
            throw Refusal.wrongShape(name + " is " + shown(value.get()) + ": send a whole number");
        }
        double number = value.get().doubleValue();
        if (number != Math.rint(number) || number < least || number > most) {
            throw Refusal.badValue(
                    name + " is " + shown(value.get()) + ": send a whole number from " + least + " to " + most);
        }
        return (int) number;
    }

    /** One of {@code allowed}. */
    public String choice(String name, String fallback, List<String> allowed) throws Refusal {
        String value = text(name, fallback);
        if (!allowed.contains(value)) {
            throw Refusal.badValue(name + " is \"" + value + "\": send one of " + String.join(", ", allowed)
                    + Nearest.hint(value, allowed));
        }
        return value;
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
