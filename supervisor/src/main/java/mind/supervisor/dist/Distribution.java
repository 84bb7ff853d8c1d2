package mind.supervisor.dist;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/**
 * The folder Mind runs from: {@code lib} with every jar, {@code scripts} with what gets a FalkorDB, {@code cds} with class-data
 * archives that shorten a start where they were made by the JDK that runs now.
 *
 * @param folder {@code supervisor/target/dist} in a checkout
 * @param java   the JDK's launcher
 */
public record Distribution(Path folder, Path java) {
    /** The programs of ours that are started by class name. */
    public enum Program {
        SUPERVISOR("supervisor", "mind.supervisor.SupervisorMain"),
        GATEWAY("gateway", "mind.gateway.GatewayMain"),
        WORKER("engine-worker", "mind.worker.WorkerMain"),
        STORE("engine-worker", "mind.worker.store.StoreMain");

        private final String module;
        private final String mainClass;

        Program(String module, String mainClass) {
            this.module = module;
            this.mainClass = mainClass;
        }

        /** Programs of one jar share an archive. */
        private String archive() {
            return (this == STORE ? WORKER : this).name().toLowerCase(Locale.ROOT) + ".jsa";
        }
    }

    /**
     * Maps class-data archives where they were made for. By default the JDK moves them to an address by chance, which
     * means to correct each pointer in them: over 20 MiB a process that no two of them can share, and a slower start.
     * Archives have to be made with these flags, too.
     */
    public static final List<String> SHARED_ARCHIVES =
            List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:ArchiveRelocationMode=0");

    /**
     * Gives back to the system, once a minute, what compilers and libraries took outside the heap and have let go of: some 5
     * MiB an engine, 30 the gateway. Empty where the JDK that runs now does not know how.
     */
    public static final List<String> TRIMMING = trimming(Runtime.version());

    private static final List<String> EVERY_JVM =
            List.of("-XX:+UseSerialGC", "-Xss512k", "-XX:+ExitOnOutOfMemoryError");

    /** JDKs know how from 17.0.11, 21.0.3 and 23 on. */
    static List<String> trimming(Runtime.Version jdk) {
        boolean knows =
                switch (jdk.feature()) {
                    case 17 -> jdk.update() >= 11;
                    case 21 -> jdk.update() >= 3;
                    default -> jdk.feature() >= 23;
                };
        return knows ? List.of("-XX:TrimNativeHeapInterval=60000") : List.of();
    }

    /** The distribution this class was loaded from; {@code mind.dist} names another. */
    public static Distribution locate() {
        return in(property("mind.dist", ownFolder()));
    }

    /** The distribution in {@code folder}, run by the JDK that runs now. */
    public static Distribution in(Path folder) {
        return new Distribution(folder, Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    private static Path property(String name, Path fallback) {
        String value = System.getProperty(name);
        return value == null ? fallback : Path.of(value).toAbsolutePath().normalize();
    }

    private static Path ownFolder() {
        try {
            Path place = Path.of(Distribution.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            // dist/lib/NAME.jar, or target/classes where a test runs us
            return Files.isDirectory(place)
                    ? place.resolveSibling("dist")
                    : place.getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot tell where Mind was loaded from", e);
        }
    }

    /**
     * The command line that runs {@code program}: the JDK that runs now, our flags, its archive where that fits, then
     * {@code jvmFlags} and the main class; the program's own arguments are the caller's to add.
     */
    public List<String> command(Program program, String... jvmFlags) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.addAll(EVERY_JVM);
        command.addAll(SHARED_ARCHIVES);
        if (archivesFit() && Files.exists(archive(program))) {
            command.add("-XX:SharedArchiveFile=" + archive(program));
        }
        command.addAll(Arrays.asList(jvmFlags));
        command.add("-cp");
        command.add(jar(program).toString());
        command.add(program.mainClass);
        return command;
    }

    /** The program's jar; its manifest names the libraries it needs, all in the same folder. */
    Path jar(Program program) {
        Path lib = folder.resolve("lib");
        try (var jars = Files.newDirectoryStream(lib, "mind-" + program.module + "-*.jar")) {
            return jars.iterator().next();
        } catch (IOException | NoSuchElementException e) {
            throw new IllegalStateException("no distribution in " + folder + ": build it with mvn package", e);
        }
    }

    Path archives() {
        return folder.resolve("cds");
    }

    /** The archive of {@code program}, whether it is there or not. */
    Path archive(Program program) {
        return archives().resolve(program.archive());
    }

    /** Says which JDK the archives were made by, and in a second line which flags it knows that others may not. */
    Path archivesMaker() {
        return archives().resolve("java");
    }

    /** Whether the JDK that runs now made the archives; those of another would only slow a start down. */
    public boolean archivesFit() {
        try {
            List<String> lines = Files.readAllLines(archivesMaker());
            return !lines.isEmpty() && lines.get(0).equals(java.toString());
        } catch (IOException e) {
            return false;
        }
    }
}
