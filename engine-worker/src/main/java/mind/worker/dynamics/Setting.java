package mind.worker.dynamics;

import java.util.List;
import mind.protocol.Env;

/**
 * One setting of the engine as an operator sees it.
 *
 * @param env      name of the environment variable
 * @param range    what it may be, such as {@code 50 to 10000} or {@code 1 or 0}
 * @param unit     its unit; empty where it has none
 * @param fallback its value when the variable is not set
 * @param meaning  one line
 */
public record Setting(String env, String range, String unit, String fallback, String meaning) {

    static Setting whole(String env, int least, int most, String unit, int fallback, String meaning) {
        return new Setting(env, least + " to " + most, unit, Integer.toString(fallback), meaning);
    }

    static Setting decimal(String env, double least, double most, String unit, double fallback, String meaning) {
        return new Setting(env, least + " to " + most, unit, Double.toString(fallback), meaning);
    }

    static Setting flag(String env, boolean fallback, String meaning) {
        return new Setting(env, "1 or 0", "", fallback ? "1" : "0", meaning);
    }

    static Setting choice(String env, List<String> allowed, String meaning) {
        return new Setting(env, String.join(" or ", allowed), "", allowed.get(0), meaning);
    }

    int whole(Env from) {
        String[] ends = range.split(" to ");
        return from.integer(env, Integer.parseInt(fallback), Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    double decimal(Env from) {
        String[] ends = range.split(" to ");
        return from.decimal(
                env, Double.parseDouble(fallback), Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
    }

    boolean flag(Env from) {
        return from.flag(env, fallback.equals("1"));
    }

    String choice(Env from) {
        return from.choice(env, fallback, List.of(range.split(" or ")));
    }
}
