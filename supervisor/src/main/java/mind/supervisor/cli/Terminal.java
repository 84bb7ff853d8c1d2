package mind.supervisor.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import mind.supervisor.control.Screen;

/** The terminal, pipe or file this process writes to. Always UTF-8: the log lines have marks beyond ASCII. */
final class Terminal implements Screen {
    /** Set by scripts/mind where standard output is a terminal. */
    static final String LIVE = "MIND_TTY";

    private final PrintStream out = stream(FileDescriptor.out);
    private final PrintStream err = stream(FileDescriptor.err);
    private final Look look;

    Terminal(Map<String, String> environment) {
        // the launcher looks, since the JDK cannot tell which of its streams is a terminal
        boolean live = environment.containsKey(LIVE);
        boolean colour = live && environment.getOrDefault("NO_COLOR", "").isEmpty();
        this.look = new Look(colour, live, width(environment.getOrDefault("COLUMNS", "")));
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    private static int width(String columns) {
        try {
            return Integer.parseInt(columns);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public void line(String text) {
        out.println(text);
    }

    @Override
    public void problem(String text) {
        err.println(text);
    }

    @Override
    public Look look() {
        return look;
    }

    @Override
    public boolean open(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !out.checkError();
    }
}
