package mind.gateway.http;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import mind.protocol.Nearest;

/** Query parameters, checked; what is wrong is a {@link Problem} 422 that names the parameter. */
final class Query {
    private Query() {}

    static String text(Context ctx, String name, String fallback) {
        return Optional.ofNullable(ctx.queryParam(name))
                .filter(value -> !value.isBlank())
                .orElse(fallback);
    }

    static String required(Context ctx, String name) {
        String value = text(ctx, name, "");
        if (value.isEmpty()) {
            throw new Problem(422, "the query parameter " + name + " is missing");
        }
        return value;
    }

    static int integer(Context ctx, String name, int fallback, int least, int most) {
        String value = text(ctx, name, Integer.toString(fallback));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Problem(422, name + " is \"" + value + "\": give a whole number from " + least + " to " + most);
    }

    static double decimal(Context ctx, String name, double fallback, double least, double most) {
        String value = text(ctx, name, Double.toString(fallback));
        try {
            double number = Double.parseDouble(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new Problem(422, name + " is \"" + value + "\": give a number from " + least + " to " + most);
    }

    static String choice(Context ctx, String name, List<String> allowed) {
        String value = text(ctx, name, allowed.get(0));
        if (!allowed.contains(value)) {
            throw new Problem(
                    422,
                    name + " is \"" + value + "\": give one of " + String.join(", ", allowed)
                            + Nearest.hint(value, allowed));
        }
        return value;
    }
}
