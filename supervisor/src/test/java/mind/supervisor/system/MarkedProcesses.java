package mind.supervisor.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The living processes that carry an instance's mark in their environment, seen from outside the supervisor.
 *
 * @param instance what the mark says
 */
record MarkedProcesses(String instance) {
    static MarkedProcesses of(MindCli mind) throws IOException {
        return new MarkedProcesses(
                MindCli.read(mind.state().resolve("instance")).trim());
    }

    /** Services of which there is more than one now; what one starts itself is its own. */
    List<String> doubles() {
        List<String> doubles = new ArrayList<>();
        byService().forEach((service, pids) -> {
            List<Long> heads = pids.stream()
                    .filter(MindCli::alive) // one that has ended since is none
                    .filter(pid -> ProcessHandle.of(pid)
                            .filter(process -> process.parent()
                                    .filter(parent -> pids.contains(parent.pid()))
                                    .isEmpty())
                            .isPresent())
                    .toList();
            if (heads.size() > 1) {
                doubles.add(service + " " + heads);
            }
        });
        return doubles;
    }

    Map<String, List<Long>> byService() {
        Map<String, List<Long>> processes = new TreeMap<>();
        ProcessHandle.allProcesses().forEach(process -> {
            try {
                List<String> environment = List.of(MindCli.read(Path.of("/proc/" + process.pid() + "/environ"))
                        .split("\0"));
                if (environment.contains("MIND_INSTANCE=" + instance) && MindCli.alive(process.pid())) {
                    String service = environment.stream()
                            .filter(variable -> variable.startsWith("MIND_SERVICE="))
                            .findFirst()
                            .orElse("?");
                    processes
                            .computeIfAbsent(service, name -> new ArrayList<>())
                            .add(process.pid());
                }
            } catch (IOException e) {
                // gone, or not ours to see
            }
        });
        return processes;
    }
}
