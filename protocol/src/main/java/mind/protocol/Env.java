package mind.protocol;

import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads settings from an environment and collects every problem, so that all are reported together. A variable that is
 * empty counts as unset.
 */
public final class Env {
    /** The argument that makes a module's main print its settings and end. */
    public static final String SETTINGS = "--settings";

    /** The argument that makes a module's main check its settings, and end with 78 where one is wrong. */
    public static final String CHECK = "--check";

    private final Map<String, String> variables;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Asked> asked = new LinkedHashMap<>();

    /**
     * A variable that was read.
     *
     * @param name     of the variable; where it counts something, the unit is its last part
     * @param allowed  what it may be, in words
     * @param fallback its value when it is not set; empty where it then has none
     */
    public record Asked(String name, String allowed, String fallback) {}

    public Env(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /** The value of {@code name}, if it is set and not empty. */
    public Optional<String> find(String name) {
        asked.putIfAbsent(name, new Asked(name, "text", ""));
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    public String text(String name, String fallback) {
        note(name, "text", fallback);
        return find(name).orElse(fallback);
    }

    public String required(String name, String whatItIs) {
        note(name, whatItIs, "");
        return find(name).orElseGet(() -> {
            problem(name + " is not set: set it to " + whatItIs);
            return "";
        });
    }

    public int port(String name, int fallback) {
        return integer(name, fallback, 0, 65_535, "a TCP port from 1 to 65535 (0 takes a free one)");
    }

    public int integer(String name, int fallback, int least, int most) {
        return integer(name, fallback, least, most, "a whole number from " + least + " to " + most);
    }

    private int integer(String name, int fallback, int least, int most, String expected) {
        note(name, least + " to " + most, Integer.toString(fallback));
        Optional<String> value = find(name);
        if (value.isEmpty()) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(value.get().trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, in the operator's words
        }
        problem(name, value.get(), "set " + expected + ", or unset it to use " + fallback);
        return fallback;
    }

    public double decimal(String name, double fallback, double least, double most) {
        note(name, least + " to " + most, Double.toString(fallback));
        Optional<String> value = find(name);
        if (value.isEmpty()) {
            return fallback;
        }
        try {
            double number = Double.parseDouble(value.get().trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, in the operator's words
        }
        problem(name, value.get(), "set a number from " + least + " to " + most + ", or unset it to use " + fallback);
        return fallback;
    }

    /** {@code 1}, {@code true}, {@code yes}, {@code on} and their opposites, in any case. */
    public boolean flag(String name, boolean fallback) {
        note(name, "1 or 0", fallback ? "1" : "0");
        Optional<String> value = find(name);
        if (value.isEmpty()) {
            return fallback;
        }
        switch (value.get().trim().toLowerCase(java.util.Locale.ROOT)) {
            case "1", "true", "yes", "on":
                return true;
            case "0", "false", "no", "off":
                return false;
            default:
                problem(name, value.get(), "set 1 or 0, or unset it to use " + (fallback ? "1" : "0"));
                return fallback;
        }
    }

    /** One of {@code allowed}; otherwise a problem that names the nearest of them. */
    public String choice(String name, String fallback, List<String> allowed) {
        note(name, String.join(", ", allowed), fallback);
        Optional<String> value = find(name);
        if (value.isEmpty() || allowed.contains(value.get())) {
            return value.orElse(fallback);
        }
        problem(name, value.get(), "set one of " + String.join(", ", allowed) + Nearest.hint(value.get(), allowed));
        return fallback;
    }

    /** The address of a Redis-compatible server; {@code fallback} is a URL or null where there is none. */
    public Optional<ServerAddress> server(String name, String fallback) {
        note(name, "redis:// or rediss:// address", fallback == null ? "" : fallback);
        String url = find(name).orElse(fallback);
        if (url == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ServerAddress.of(new URI(url)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            problem(name + " is not an address: set redis://user:password@host:port, or rediss:// for TLS");
            return Optional.empty();
        }
    }

    /**
     * FalkorDB's address: {@code FALKORDB_URL}, else its parts {@code FALKORDB_HOST}, {@code FALKORDB_PORT} and {@code
     * FALKORDB_PASSWORD}.
     */
    public Optional<ServerAddress> falkorDb() {
        if (find("FALKORDB_URL").isPresent()) {
            return server("FALKORDB_URL", null);
        }
        if (find("FALKORDB_HOST").isEmpty() && find("FALKORDB_PORT").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ServerAddress(
                text("FALKORDB_HOST", "localhost"),
                port("FALKORDB_PORT", 6379),
                Optional.empty(),
                find("FALKORDB_PASSWORD"),
                false));
    }

    /** The bus's address: {@code REDIS_URL}, else FalkorDB's. */
    public Optional<ServerAddress> redis() {
        return find("REDIS_URL").isPresent() ? server("REDIS_URL", null) : falkorDb();
    }

    /** Prints {@link #asked}, a line each, parts between tabs: what {@code mind settings} reads of a module. */
    public void printAsked(PrintStream out) {
        for (Asked variable : asked()) {
            out.println(variable.name() + "\t" + variable.allowed() + "\t" + variable.fallback());
        }
    }

    private void note(String name, String allowed, String fallback) {
        asked.put(name, new Asked(name, allowed, fallback));
    }

    /** Every variable read so far, in that order: what this process can be told. */
    public List<Asked> asked() {
        return List.copyOf(asked.values());
    }

    /** One that is met twice, as where two services have the same setting, is reported once. */
    public void problem(String line) {
        if (!problems.contains(line)) {
            problems.add(line);
        }
    }

    public void problem(String name, String value, String cure) {
        problem(name + " is \"" + value + "\": " + cure);
    }

    /** {@code settings}, unless a problem was met. */
    public <T> T orThrow(T settings) {
        check();
        return settings;
    }

    /** Whether no problem has been met so far. */
    public boolean isRight() {
        return problems.isEmpty();
    }

    /** @throws ConfigException with every problem met so far */
    public void check() {
        if (!isRight()) {
            throw new ConfigException(problems);
        }
    }
}
