package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import mind.protocol.FalkorDb;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard on a computer whose clock is wrong. */
class DashboardClockIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final int ROWS = 10;
    /** Rows in the chart of energy that have a value and lie within its axis. */
    private static final String SEEN = """
            (() => {
              const plot = mind.page.timeline.charts[0].plot;
              if (!plot) return 0;
              const { min, max } = plot.scales.x;
              return plot.data[0].filter((t, k) => plot.data[1][k] !== null && t >= min && t <= max).length;
            })()""";

    private static String clock(long aheadMillis) {
        return "{ const real = Date.now; Date.now = () => real.call(Date) + (" + aheadMillis + "); }";
    }

    @Test
    void charts_fill_whether_the_browsers_clock_is_two_minutes_ahead_or_behind() {
        for (long ahead : new long[] {120_000, -120_000}) {
            try (var fleet = new StagedFleet("iris");
                    var gateway = TestGateway.start(
                            redis.url(), "MIND_FLEET", fleet.file().toString());
                    var iris = new StagedCitizen(redis, "iris", 1_200, 24, 2_500, 1).start();
                    var browser = Browser.start()) {
                browser.driver.executeCdpCommand(
                        "Page.addScriptToEvaluateOnNewDocument", Map.of("source", clock(ahead)));
                iris.running();
                browser.open(gateway.http("/#citizen=iris&theme=dark")).awaitPicture();
                Awaitility.await("a chart with " + ROWS + " rows, the clock " + ahead + " ms ahead")
                        .atMost(Duration.ofSeconds(20))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> {
                            iris.update();
                            return browser.number(SEEN) >= ROWS;
                        });
                assertTrue(browser.is("mind.world.named('iris').series.marks.every(" + "mark => Math.abs(mark.t - "
                        + System.currentTimeMillis() + ") < 60_000)"));
            }
        }
    }
}
