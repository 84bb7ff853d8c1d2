package mind.supervisor.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.protocol.ServiceLog;
import mind.supervisor.config.Kind;
import mind.supervisor.config.ServiceSpec;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.dist.Distribution;
import mind.supervisor.dist.Distribution.Program;
import mind.supervisor.dist.ProgramSettings;

/**
 * Finds before anything is started what our own services would refuse to start with. Each program is asked itself, with
 * the environment it would get; one that is told nothing of its own is not asked.
 */
final class SettingsCheck {
    /** Read here, or made by the supervisor: no reason to ask a program. */
    private static final Set<String> KNOWN_HERE = Set.of(
            "PORT",
            "FALKORDB_URL",
            "FALKORDB_HOST",
            "FALKORDB_PORT",
            "FALKORDB_PASSWORD",
            "REDIS_URL",
            "CITIZEN",
            "GRAPH",
            "MIND_SERVICE",
            "MIND_FLEET",
            "MIND_STATUS_FILE");

    private final Map<String, String> environment;

    /** @param environment of whoever typed the command, which services inherit */
    SettingsCheck(Map<String, String> environment) {
        this.environment = environment;
    }

    /** @throws ConfigException with a line for each wrong setting of the built-in services among {@code services} */
    void check(ServicesFile services) {
        Map<ServiceSpec, Program> ours = new LinkedHashMap<>();
        services.services().stream()
                .filter(service -> service.kind() == Kind.GATEWAY)
                .forEach(gateway -> ours.put(gateway, Program.GATEWAY));
        services.engine().ifPresent(engine -> ours.put(engine, Program.WORKER));
        services.engines().values().forEach(engine -> ours.put(engine, Program.WORKER));
        Set<String> problems = new LinkedHashSet<>(logs());
        Map<Question, CompletableFuture<List<String>>> answers =
                new LinkedHashMap<>(); // what is told to many is asked once
        ours.forEach((service, program) -> {
            Map<String, String> told = told(service);
            problems.addAll(addresses(told));
            var question = new Question(program, own(program, told));
            if (!question.settings.isEmpty()) {
                answers.computeIfAbsent(question, first -> CompletableFuture.supplyAsync(() -> ask(program, told)));
            }
        });
        answers.values().forEach(answer -> problems.addAll(answer.join()));
        if (!problems.isEmpty()) {
            throw new ConfigException(List.copyOf(problems));
        }
    }

    private Map<String, String> told(ServiceSpec service) {
        Map<String, String> told = new HashMap<>(service.inherit() ? environment : Map.of());
        told.putAll(service.environment());
        if (service.kind() == Kind.ENGINE) {
            told.putIfAbsent("CITIZEN", "iris"); // any will do
        }
        return told;
    }

    /** The supervisor's log and its services' have the same rules. */
    private List<String> logs() {
        var env = new Env(environment);
        ServiceLog.check(env);
        return problems(env);
    }

    private static List<String> addresses(Map<String, String> told) {
        var env = new Env(told);
        env.redis();
        env.falkorDb();
        return problems(env);
    }

    private static List<String> problems(Env env) {
        try {
            env.check();
            return List.of();
        } catch (ConfigException e) {
            return e.getMessage().lines().toList();
        }
    }

    /** What a program is told of its own settings. */
    private record Question(Program program, Map<String, String> settings) {}

    private Map<String, String> own(Program program, Map<String, String> told) {
        Map<String, String> own = new HashMap<>();
        try {
            for (Env.Asked setting : new ProgramSettings(Distribution.locate(), program).all()) {
                if (told.containsKey(setting.name()) && !KNOWN_HERE.contains(setting.name())) {
                    own.put(setting.name(), told.get(setting.name()));
                }
            }
        } catch (IOException | TimeoutException e) {
            return Map.of(); // it says itself what is wrong, once it is started
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
        return own;
    }

    private static List<String> ask(Program program, Map<String, String> told) {
        try {
            return new ProgramSettings(Distribution.locate(), program).problems(told);
        } catch (IOException | TimeoutException e) {
            return List.of(); // it says itself what is wrong, once it is started
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
