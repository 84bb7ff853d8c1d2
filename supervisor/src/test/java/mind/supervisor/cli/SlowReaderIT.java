package mind.supervisor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mind.supervisor.config.Instance;
import mind.supervisor.config.ServicesFile;
import mind.supervisor.control.Screen;
import mind.supervisor.fleet.Command;
import mind.supervisor.fleet.Keeper;
import mind.supervisor.fleet.KeeperSettings;
import mind.supervisor.fleet.Outcome;
import mind.supervisor.process.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowReaderIT {
    @TempDir
    private Path state;

    /** Somebody who reads a command's first line only when the test lets him. */
    private static final class Stuck implements Screen {
        final CountDownLatch told = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        public void line(String text) {
            told.countDown();
            try {
                assertTrue(go.await(120, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void problem(String text) {
            line(text);
        }

        @Override
        public Look look() {
            return Look.PLAIN;
        }

        @Override
        public boolean open(long millis) {
            return true;
        }
    }

    @Test
    void one_who_does_not_read_holds_up_nobody_but_himself() throws Exception {
        Path file = Files.writeString(
                state.resolve("mind.yaml"),
                "services:\n  - {id: a, cmd: [sleep, 600]}\n  - {id: b, cmd: [sleep, 600]}\n");
        var instance = new Instance(state, state, 8_000, false, new HashMap<>(System.getenv()));
        var config = Optional.of(file);
        try (Lease lease = Lease.take(state, "mind.yaml", "test").orElseThrow();
                var keeper =
                        new Keeper(new KeeperSettings(instance, config, ServicesFile.load(instance, config)), lease)) {
            keeper.start();
            var stuck = new Stuck();
            var house = new House(keeper, instance, config, Instant.now(), state, new CompletableFuture<>(), () -> {});
            var slow = new CompletableFuture<Integer>();
            new Thread(() -> slow.complete(carryOut(house, stuck))).start();
            assertTrue(stuck.told.await(30, TimeUnit.SECONDS));
            try {
                Outcome up = keeper.submit(new Command.Up(List.of("b"), Duration.ofSeconds(20)), line -> {})
                        .get(20, TimeUnit.SECONDS);
                assertEquals(0, up.exitCode(), up.toString());
            } finally {
                stuck.go.countDown();
                assertEquals(0, slow.get(30, TimeUnit.SECONDS));
                keeper.submit(new Command.Shutdown(false), line -> {}).get(30, TimeUnit.SECONDS);
            }
        }
    }

    private static int carryOut(House house, Screen screen) {
        try {
            return house.carryOut(new Command.Up(List.of("a"), Duration.ofSeconds(20)), screen);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
