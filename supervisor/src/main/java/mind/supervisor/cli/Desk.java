package mind.supervisor.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.supervisor.control.Screen;

/**
 * What a command has at hand.
 *
 * @param screen      where its lines go
 * @param arguments   the words after {@code mind}
 * @param environment of whoever typed it; inside the supervisor, the supervisor's
 * @param house       the running supervisor, where the command runs inside it
 */
record Desk(Screen screen, List<String> arguments, Map<String, String> environment, Optional<House> house) {}
