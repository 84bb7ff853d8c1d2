package mind.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mind.protocol.FalkorDb;
import mind.protocol.GraphName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM that is started as the built-in services say makes of its flags: those of the distribution that was built. */
class OwnJvmsIT {
    @TempDir
    private Path folder;

    private ServicesFile services(boolean small) {
        Path dist = FalkorDb.root().resolve("supervisor/target/dist");
        return ServicesFile.load(new Instance(folder.resolve("state"), dist, 8_000, small, Map.of()), Optional.empty());
    }

    /** What that JVM says of itself, instead of running its program; it ends where its class-data archive does not fit. */
    private String told(ServiceSpec spec) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(spec.argv(96));
        command.remove(command.size() - 1); // the main class
        command.addAll(List.of("-Xshare:on", "-XX:+PrintFlagsFinal", "-XX:+CompilerDirectivesPrint", "-version"));
        Path told = folder.resolve("told");
        Process jvm = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        assertTrue(jvm.waitFor(60, TimeUnit.SECONDS), "it ends by itself");
        String all = Files.readString(told);
        assertEquals(0, jvm.exitValue(), all);
        assertFalse(all.contains("VM warning"), all);
        return all.replaceAll(" +", " ");
    }

    @Test
    void an_engine_has_the_heap_chosen_for_it_its_class_data_and_the_optimising_compiler_for_the_tick_alone()
            throws Exception {
        String told = told(services(false).engineOf(GraphName.of("iris")).orElseThrow());
        assertTrue(told.contains(" MaxHeapSize = " + (96 << 20) + " "), "largest heap");
        assertClassData(told, "worker.jsa");
        assertTrue(told.contains(" UseSerialGC = true "), "the serial collector");
        String tick = directive(told, "mind/worker/dynamics/*.*");
        String rest = directive(told, "*.*");
        assertTrue(tick.contains("Exclude:false") && !tick.contains("Exclude:true"), tick);
        assertTrue(rest.indexOf("Exclude:true") > rest.indexOf("c2 directives"), rest);
    }

    /** What is printed of the first directive for {@code pattern}. */
    private static String directive(String told, String pattern) {
        int at = told.indexOf("matching: " + pattern + "\n");
        assertTrue(at > 0, pattern);
        return told.substring(at, told.indexOf("\nDirective:", at));
    }

    private static void assertClassData(String told, String archive) {
        assertTrue(told.contains(", sharing)"), "class data is in use");
        assertTrue(told.contains("/cds/" + archive + " "), archive);
    }

    @Test
    void where_memory_is_scarce_the_quick_compiler_does_all() throws Exception {
        String told = told(services(true).engineOf(GraphName.of("iris")).orElseThrow());
        assertTrue(told.contains(" TieredStopAtLevel = 1 "), "the quick compiler");
        assertClassData(told, "worker.jsa");
    }

    @Test
    void the_gateway_has_its_heap_and_its_class_data() throws Exception {
        ServiceSpec gateway = services(false).services().stream()
                .filter(spec -> spec.name().equals("gateway"))
                .findFirst()
                .orElseThrow();
        String told = told(gateway);
        assertTrue(told.contains(" MaxHeapSize = " + (128 << 20) + " "), "largest heap");
        assertClassData(told, "gateway.jsa");
    }
}
