package mind.supervisor.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mind.protocol.ConfigException;
import mind.protocol.Env;
import mind.supervisor.config.Instance;
import mind.supervisor.dist.Distribution;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which instance to run, and how: what isn't given here or by the environment is as it was at the last {@code up}. */
final class InstanceOptions {
    /** Seconds between the ambient source's stimuli in a demo. */
    private static final String AMBIENT = "MIND_AMBIENT_S";

    private static final String AMBIENT_SECONDS = "4";

    /** Names the variable that scripts/mind set for the supervisor's own JVM: nothing that its services inherit. */
    private static final String FOR_ITSELF = "MIND_FOR_ITSELF";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the dashboard (PORT; default: 8000).")
    private Integer port;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Services file (MIND_CONFIG; default: mind.yaml in the current folder, else built in).")
    private Path config;

    @Option(names = "--small", description = "Fit into 512 MiB of memory: smaller heaps, one load at a time.")
    private boolean small;

    /** An instance with where its services file is. */
    record Chosen(Instance instance, Optional<Path> config, boolean demo) {
        LastUp lastUp() {
            return new LastUp(
                    instance.port(),
                    demo,
                    instance.small(),
                    config.map(Path::toString).orElse(""));
        }
    }

    Path state(Map<String, String> environment) {
        return ((Mind) command.root().userObject()).state().folder(environment);
    }

    /** @throws ConfigException if a setting is wrong */
    Chosen choose(Map<String, String> environment, boolean demoAsked) {
        Path folder = state(environment);
        LastUp last = LastUp.read(folder);
        var env = new Env(environment);
        int chosenPort = port(env, last);
        Optional<Path> file = config(env, last);
        if (file.isPresent() && !Files.isReadable(file.get())) {
            env.problem("the services file " + file.get() + " cannot be read: correct --config or MIND_CONFIG");
        }
        env.check();
        boolean demo = demoAsked || last.demo();
        Map<String, String> inherited = new HashMap<>(environment);
        inherited.remove(Terminal.LIVE);
        env.find(FOR_ITSELF).ifPresent(name -> inherited.keySet().removeAll(List.of(name, FOR_ITSELF)));
        if (demo) {
            inherited.putIfAbsent(AMBIENT, AMBIENT_SECONDS);
        }
        var instance = new Instance(
                folder,
                Distribution.locate().folder(),
                chosenPort,
                small || env.flag("MIND_SMALL", last.small()),
                Map.copyOf(inherited));
        env.check();
        return new Chosen(instance, file, demo);
    }

    /** The port of the dashboard; empty where it is the port that is wrong. */
    Optional<Integer> port(Map<String, String> environment) {
        var env = new Env(environment);
        int chosen = port(env, LastUp.read(state(environment)));
        return env.isRight() ? Optional.of(chosen) : Optional.empty();
    }

    private int port(Env env, LastUp last) {
        int chosen = port != null ? port : env.port("PORT", last.port());
        if (port != null && (port < 1 || port > 65_535)) {
            env.problem("--port", Integer.toString(port), "give a TCP port from 1 to 65535");
        } else if (chosen == 0) { // a gateway alone takes a free one; here nobody would know which
            env.problem("PORT", "0", "set a TCP port from 1 to 65535");
        }
        return chosen;
    }

    private Optional<Path> config(Env env, LastUp last) {
        if (config != null) {
            return Optional.of(config.toAbsolutePath().normalize());
        }
        Optional<Path> named = env.find("MIND_CONFIG")
                .map(text -> Path.of(text).toAbsolutePath().normalize());
        if (named.isPresent()) {
            return named;
        }
        Path here = Path.of("mind.yaml").toAbsolutePath();
        if (Files.exists(here)) {
            return Optional.of(here);
        }
        return last.config().isEmpty() ? Optional.empty() : Optional.of(Path.of(last.config()));
    }
}
