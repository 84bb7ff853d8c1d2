package mind.supervisor.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.config.ServicesFile;

/** Services of tests that no file describes. */
final class Specs {
    private Specs() {}

    static ServiceSpec bash(String name, String script) {
        ServiceSpec blank = ServiceSpec.unknown(name);
        return new ServiceSpec(
                name,
                blank.kind(),
                blank.graph(),
                List.of("bash", "-c", script),
                blank.java(),
                Map.of(),
                true,
                Optional.<Path>empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                blank.startup(),
                blank.restart(),
                blank.watch(),
                blank.stopSignal(),
                Duration.ofSeconds(1),
                List.of(),
                blank.logs(),
                blank.limits(),
                false);
    }

    static ServicesFile file(ServiceSpec... specs) {
        return new ServicesFile(
                Arrays.asList(specs), Optional.empty(), Map.of(), Optional.empty(), 2, true, Duration.ofSeconds(30));
    }
}
