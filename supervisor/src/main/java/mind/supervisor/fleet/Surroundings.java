package mind.supervisor.fleet;

import java.nio.file.Path;
import java.util.Optional;
import mind.supervisor.process.Processes;

/** What a service sees of the keeper it belongs to. Used on the loop's thread only, but for what it hands out. */
interface Surroundings {
    Loop loop();

    Processes processes();

    Launcher launcher();

    Quarantine quarantine();

    Path logFile(String service);

    Path statusFile(String service);

    /** What stands in the way of starting {@code service} now, in the operator's words. */
    Optional<String> obstacle(Service service);

    /** Something that people may see of {@code service} is not as it was. */
    void changed(Service service);

    /** Something happened to a service that people want to know. */
    void tell(String service, String type, String text);
}
