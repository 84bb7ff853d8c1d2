package mind.supervisor.fleet;

import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import mind.supervisor.config.*;
import mind.supervisor.process.Lease;
import org.junit.jupiter.api.Test;

class SmokeIT {
    @Test
    void smoke() throws Exception {
        Path state = Files.createTempDirectory("keeper-smoke");
        var file = Specs.file(
                Specs.bash("a", "trap 'exit 0' TERM; echo hello; while :; do sleep 0.1; done"),
                Specs.bash("b", "(trap '' TERM; sleep 600) & trap 'exit 0' TERM; wait"));
        var instance = new Instance(state, state, 8000, false, System.getenv());
        var lease = Lease.take(state, "x", "y").orElseThrow();
        var keeper = new Keeper(new KeeperSettings(instance, Optional.empty(), file), lease);
        keeper.start();
        keeper.listen(e -> System.out.println(e.number() + " " + e.text()));
        long t = System.nanoTime();
        System.out.println(keeper.submit(new Command.Up(List.of(), Duration.ofSeconds(10)), l -> {})
                        .get() + " " + (System.nanoTime() - t) / 1e6);
        keeper.services().forEach(System.out::println);
        t = System.nanoTime();
        System.out.println(keeper.submit(new Command.Restart(List.of("a"), Duration.ofSeconds(10)), l -> {})
                        .get() + " " + (System.nanoTime() - t) / 1e6);
        t = System.nanoTime();
        System.out.println(
                keeper.submit(new Command.Stop(List.of("b")), l -> {}).get() + " " + (System.nanoTime() - t) / 1e6);
        System.out.println(
                keeper.submit(new Command.Stop(List.of("aa")), l -> {}).get());
        for (int i = 0; i < 3; i++) {
            long pid = keeper.services().get(0).pid().getAsLong();
            ProcessHandle.of(pid).get().destroyForcibly();
            Thread.sleep(1500);
        }
        System.out.println(Files.readString(state.resolve("logs/a.log")));
        t = System.nanoTime();
        System.out.println(
                keeper.submit(new Command.Shutdown(false), l -> {}).get() + " " + (System.nanoTime() - t) / 1e6);
        keeper.services().forEach(System.out::println);
        keeper.close();
        lease.close();
        try (var w = Files.walk(state)) {
            w.forEach(System.out::println);
        }
    }
}
