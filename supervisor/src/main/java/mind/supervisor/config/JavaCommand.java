package mind.supervisor.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import mind.supervisor.dist.Distribution;

/**
 * How one of our own JVMs is started: by class name, on the jar whose manifest brings the rest of its class path.
 *
 * @param java      the {@code java} program
 * @param heapMiB   largest heap; empty: the keeper chooses
 * @param flags     further flags of the JVM
 * @param archive   its class-data archive, used if the file is there
 * @param jar       its jar
 * @param mainClass what it runs
 */
public record JavaCommand(
        Path java, OptionalInt heapMiB, List<String> flags, Path archive, Path jar, String mainClass) {

    List<String> argv(int chosenHeapMiB) {
        List<String> argv = new ArrayList<>();
        argv.add(java.toString());
        argv.add("-Xmx" + heapMiB.orElse(chosenHeapMiB) + "m");
        argv.addAll(flags);
        argv.addAll(Distribution.SHARED_ARCHIVES);
        argv.addAll(Distribution.TRIMMING);
        if (Files.isReadable(archive)) {
            argv.add("-XX:SharedArchiveFile=" + archive);
            argv.add("-Xshare:auto");
        }
        argv.addAll(List.of("-cp", jar.toString(), mainClass));
        return List.copyOf(argv);
    }
}
