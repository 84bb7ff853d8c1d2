package mind.supervisor.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A YAML text as a tree whose every value knows its line, so that whatever is wrong can be pointed at. */
final class Yaml {
    /** A place in the file with something in it. */
    sealed interface Node {
        int line();

        /** What people call this kind of value. */
        String kind();
    }

    record Mapping(Map<String, Node> entries, Map<String, Integer> keyLines, int line) implements Node {
        @Override
        public String kind() {
            return "a map";
        }
    }

    record Sequence(List<Node> items, int line) implements Node {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Text, number or flag, as it was written; empty where nothing was. */
    record Scalar(String text, int line) implements Node {
        @Override
        public String kind() {
            return "\"" + text + "\"";
        }
    }

    /** A text that is no YAML. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int line;

        SyntaxException(int line, String message) {
            super(message);
            this.line = line;
        }

        int line() {
            return line;
        }
    }

    private final JsonParser parser;

    private Yaml(JsonParser parser) {
        this.parser = parser;
    }

    static Node read(Reader text) throws IOException, SyntaxException {
        try (JsonParser parser = YAMLFactory.builder().build().createParser(text)) {
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            JsonToken first = parser.nextToken();
            return first == null ? new Mapping(Map.of(), Map.of(), 1) : new Yaml(parser).value(first);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw new SyntaxException(line, inOneLine(e.getOriginalMessage()));
        }
    }

    /** The parser says in several lines where it was, what is wrong, and shows the place; the place is the line's number. */
    private static String inOneLine(String message) {
        return message.lines()
                .filter(part -> !part.isBlank() && !part.startsWith(" ") && !part.startsWith("in "))
                .map(String::strip)
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(": "), line -> line.isEmpty() ? "not YAML" : line));
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private Node value(JsonToken token) throws IOException, SyntaxException {
        int line = line();
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new SyntaxException(line, "aliases (*name) are not used here: write the value out");
        }
        return switch (token) {
            case START_OBJECT -> mapping(line);
            case START_ARRAY -> sequence(line);
            case VALUE_NULL -> new Scalar("", line);
            default -> new Scalar(parser.getText(), line);
        };
    }

    private Mapping mapping(int line) throws IOException, SyntaxException {
        Map<String, Node> entries = new LinkedHashMap<>();
        Map<String, Integer> keyLines = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            keyLines.put(key, line());
            entries.put(key, value(parser.nextToken()));
        }
        return new Mapping(entries, keyLines, line);
    }

    private Sequence sequence(int line) throws IOException, SyntaxException {
        List<Node> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token));
        }
        return new Sequence(items, line);
    }
}
