package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An hour of a citizen's events, sped up: what the page holds afterwards is what it held before. */
class DashboardEnduranceIT {
    private static final double GROWTH = 6 << 20; // an hour's chart rows and slack of the collector, not events

    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    @Test
    void an_hour_of_events_does_not_grow_memory() {
        try (var fleet = new StagedFleet("iris");
                var gateway = TestGateway.start(
                        redis.url(), "MIND_FLEET", fleet.file().toString());
                var iris = new StagedCitizen(redis, "iris", 3_000, 40, 6_000, 1)
                        .start()
                        .running();
                var browser = Browser.start()) {
            browser.driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(4));
            browser.open(gateway.http("/#citizen=iris")).awaitPicture();
            play(browser, 10);
            double early = browser.heapBytes();
            play(browser, 60);
            double late = browser.heapBytes();
            assertTrue(late - early < GROWTH, "from " + early + " to " + late + " bytes");
            assertEquals(List.of(), browser.complaints());
            assertTrue(iris.nodes == 3_000);
        }
    }

    /** Lets the page hear that many minutes of a tenth of a second each, in bursts between which it may draw. */
    private static void play(Browser browser, int minutes) {
        browser.driver.executeAsyncScript("""
                const [minutes, done] = [arguments[0], arguments[arguments.length - 1]];
                const { world } = globalThis.mind;
                const iris = world.named('iris');
                globalThis.playedMs ??= Date.now();
                let left = minutes * 600;
                const random = n => Math.floor(Math.random() * n);
                const burst = () => {
                  for (let k = 0; k < 200 && left > 0; k++, left--) {
                    globalThis.playedMs += 100;
                    const t_ms = globalThis.playedMs;
                    const i = Array.from({ length: 60 }, () => random(3000));
                    const events = [
                      { type: 'delta', body: { i, e: i.map(() => Math.random() * 2) } },
                      { type: 'subs', body: { i: [random(40)], e: [Math.random()], t: [0.5], a: [random(2)] } },
                      { type: 'flips', body: { i: [random(3000)], e: [1], d: [1], n: 1 } },
                      { type: 'flows', body: { l: [random(6000), random(6000)], f: [0.2, 0.4] } },
                      { type: 'frame', body: { tick: left, ms: [1, 2, 1], hz: 10, e: 100, active: 40, flips: 1, rho: 1 } },
                      { type: 'wm', body: { s: [random(40), random(40)], share: [0.5, 0.5] } },
                    ].map(event => ({ ...event, frame: left, t_ms }));
                    world.hear({ type: 'events', citizen: iris.graph, epoch: iris.picture.epoch, from: 1, to: 1, events });
                  }
                  if (left > 0) setTimeout(burst, 0);
                  else requestAnimationFrame(() => setTimeout(done, 500));
                };
                burst();
                """, minutes);
    }
}
