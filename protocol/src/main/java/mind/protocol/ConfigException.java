package mind.protocol;

import java.util.List;

/** Settings that cannot be used; the message has one line a problem, each naming the setting, its value and the cure. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
