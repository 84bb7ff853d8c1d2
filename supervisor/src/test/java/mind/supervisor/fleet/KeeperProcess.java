package mind.supervisor.fleet;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.process.Lease;

/** A supervisor that is a process of its own, so that it can be killed: keeps the services of {@code mind.yaml}. */
final class KeeperProcess {
    private KeeperProcess() {}

    static Process start(Path state) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeeperProcess.class.getName(),
                        state.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Exits with 2 where another holds the state directory. */
    public static void main(String[] args) throws Exception {
        Path state = Path.of(args[0]);
        Optional<Lease> lease = Lease.take(state, "mind.yaml", "test");
        if (lease.isEmpty()) {
            System.exit(2);
        }
        Optional<Path> config = Optional.of(state.resolve("mind.yaml"));
        var instance = Kept.instance(state);
        var keeper = new Keeper(
                new KeeperSettings(instance, config, ServicesFile.load(instance, config)), lease.orElseThrow());
        keeper.start();
        keeper.submit(new Command.Up(List.of(), Duration.ofSeconds(60)), line -> {})
                .get();
        TimeUnit.MINUTES.sleep(10);
    }
}
