package mind.worker.control;

import java.util.LinkedHashMap;
import java.util.Map;

/** The latest {@value #MOST} commands that had a name, by who asked and how that one named it. One thread uses it. */
final class SeenLately {
    /** Nobody sends one again after as many others: an asker gives up after 5 s. */
    private static final int MOST = 1_024;

    private final Map<Name, Boolean> names = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Name, Boolean> eldest) {
            return size() > MOST;
        }
    };

    private record Name(String channel, String request) {}

    /** Notes a command. @return whether it had been noted already; never for one without a name */
    boolean again(String channel, String request) {
        return !request.isEmpty() && names.putIfAbsent(new Name(channel, request), true) != null;
    }
}
