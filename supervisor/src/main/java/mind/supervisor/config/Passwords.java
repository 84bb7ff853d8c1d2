package mind.supervisor.config;

import java.util.regex.Pattern;

/** Keeps the passwords of addresses out of what is shown. */
final class Passwords {
    private static final Pattern OF_AN_ADDRESS = Pattern.compile("(\\w+://[^\\s/:@]*):[^\\s/@]*@");

    private Passwords() {}

    /** {@code text} with three stars in place of each. */
    static String hidden(String text) {
        return OF_AN_ADDRESS.matcher(text).replaceAll("$1:***@");
    }
}
