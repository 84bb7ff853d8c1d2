package mind.supervisor.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mind.protocol.Env;
import mind.protocol.ExitCodes;
import mind.supervisor.dist.Distribution.Program;
import org.zeroturnaround.exec.ProcessExecutor;
import org.zeroturnaround.exec.ProcessResult;

/**
 * What a program of ours can be told, and what it says of what it is told: both come from the program itself. Its list is
 * noted at build time, so that a start which sets nothing of it needs not ask.
 */
public final class ProgramSettings {
    private static final long LIMIT_SECONDS = 20;
    private static final int PARTS = 3; // name, what it may be, default

    private final Distribution distribution;
    private final Program program;

    public ProgramSettings(Distribution distribution, Program program) {
        this.distribution = distribution;
        this.program = program;
    }

    /** Every setting, as noted at build time, else as the program says now. */
    public List<Env.Asked> all() throws IOException, InterruptedException, TimeoutException {
        return parse(Files.isReadable(note()) ? Files.readString(note()) : ask());
    }

    /** Notes the list for {@link #all}. */
    void write() throws IOException, InterruptedException, TimeoutException {
        Files.deleteIfExists(note());
        Files.createDirectories(note().getParent());
        Files.writeString(note(), ask());
    }

    private Path note() {
        return distribution.folder().resolve("settings").resolve(program.name().toLowerCase(Locale.ROOT));
    }

    private String ask() throws IOException, InterruptedException, TimeoutException {
        return run(Env.SETTINGS, Map.of(), false).outputUTF8();
    }

    /** A JVM may have something to say first: a line of ours has all parts. */
    private static List<Env.Asked> parse(String text) {
        List<Env.Asked> settings = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] parts = line.split("\t", -1);
            if (parts.length == PARTS) {
                settings.add(new Env.Asked(parts[0], parts[1], parts[2]));
            }
        }
        return settings;
    }

    /** A line for each setting in {@code environment} that the program refuses. */
    public List<String> problems(Map<String, String> environment)
            throws IOException, InterruptedException, TimeoutException {
        ProcessResult answer = run(Env.CHECK, environment, true);
        String text = new String(answer.output(), StandardCharsets.UTF_8);
        return answer.getExitValue() == ExitCodes.CONFIG
                ? text.lines().filter(line -> !line.startsWith("Picked up ")).toList()
                : List.of();
    }

    private ProcessResult run(String word, Map<String, String> environment, boolean alsoErrors)
            throws IOException, InterruptedException, TimeoutException {
        var command = new ArrayList<>(distribution.command(program));
        command.add(word);
        Map<String, String> told = new HashMap<>();
        System.getenv().keySet().forEach(name -> told.put(name, null)); // zt-exec takes away what is null
        told.putAll(environment);
        return new ProcessExecutor(command)
                .environment(told)
                .readOutput(true)
                .redirectErrorStream(alsoErrors)
                .timeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .destroyOnExit()
                .execute();
    }
}
