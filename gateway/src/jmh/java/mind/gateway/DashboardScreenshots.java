package mind.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import mind.protocol.FalkorDb;
import mind.protocol.State;

/** Pictures of the dashboard to look at: loading, dark, light, replay, difference,
 * few subentities, one opened, a node, the table, six-up, a dead worker, a phone. */
final class DashboardScreenshots {
    private static final String[] NAMES = {"felix", "ada", "luca", "atlas", "iris", "victor"};
    private static final int[] NODES = {17_000, 2_300, 3_000, 9_000, 2_900, 6_000};

    private static final int[] SUBS = {170, 170, 14, 170, 170, 170};

    private DashboardScreenshots() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        var redis = new FalkorDb();
        redis.start();
        var pace = Executors.newSingleThreadScheduledExecutor();
        List<StagedCitizen> citizens = new ArrayList<>();
        try (var fleet = new StagedFleet(NAMES);
                var gateway = TestGateway.start(
                        redis.url(), "MIND_FLEET", fleet.file().toString());
                var browser = Browser.start()) {
            for (int k = 0; k < NAMES.length; k++) {
                citizens.add(new StagedCitizen(redis, NAMES[k], NODES[k], SUBS[k], 3 * NODES[k], k).start());
            }
            StagedCitizen felix = citizens.get(0);

            browser.open(gateway.http("/#theme=dark&citizen=felix"));
            felix.loading(62);
            citizens.get(3).loading(34);
            browser.await("points", "mind.stage.painter.seeds?.geometry.drawRange.count > 1000");
            shoot(browser, folder, "loading");

            for (StagedCitizen citizen : citizens) {
                fleet.set(citizen.citizen(), State.RUNNING, "");
                citizen.running();
                citizen.memory(citizen.subs < 45 ? new int[] {0, 3, 8} : new int[] {0, 3, 8, 12, 20, 31, 44});
            }
            pace.scheduleAtFixedRate(() -> citizens.forEach(DashboardScreenshots::live), 0, 500, TimeUnit.MILLISECONDS);
            for (String theme : new String[] {"dark", "light"}) {
                browser.open(gateway.http("/#theme=" + theme + "&citizen=felix"))
                        .awaitPicture();
                settle(browser);
                shoot(browser, folder, theme);
            }
            browser.find("body").sendKeys("r");
            browser.await("the scrub bar", "document.documentElement.dataset.replay === 'on'");
            wait(browser, 2_500);
            shoot(browser, folder, "replay");
            browser.find("body").sendKeys("d");
            wait(browser, 1_500);
            shoot(browser, folder, "difference");
            browser.open(gateway.http("/#theme=dark&citizen=luca")).awaitPicture();
            settle(browser);
            shoot(browser, folder, "few-subentities");
            browser.open(gateway.http("/#theme=dark&citizen=felix")).awaitPicture();
            browser.eval("mind.page.open(mind.page.citizen, 3)");
            settle(browser);
            shoot(browser, folder, "subentity");
            browser.eval("mind.page.select(mind.page.citizen, 'node', 42, true)");
            settle(browser);
            shoot(browser, folder, "node");
            browser.find("body").sendKeys("t");
            wait(browser, 500);
            shoot(browser, folder, "table");
            browser.open(gateway.http("/#theme=dark&view=six"));
            browser.await("six pictures", "mind.stage.views.filter(v => v.citizen.picture?.complete).length === 6");
            settle(browser);
            shoot(browser, folder, "six-up");
            citizens.get(5).backoff();
            fleet.backoff("victor", "exit 137, restart 2 of 5", System.currentTimeMillis() + 30_000);
            browser.open(gateway.http("/#theme=dark&citizen=ada")).awaitPicture();
            citizens.get(1).backoff();
            fleet.backoff("ada", "exit 137, restart 1 of 5", System.currentTimeMillis() + 30_000);
            browser.await("the picture recedes", "mind.stage.views[0].fog > 0.3");
            wait(browser, 1_000);
            shoot(browser, folder, "dead-worker");
            browser.phone();
            browser.open(gateway.http("/#theme=dark&citizen=iris")).awaitPicture();
            settle(browser);
            shoot(browser, folder, "phone");
        } finally {
            pace.shutdownNow();
            pace.awaitTermination(5, TimeUnit.SECONDS);
            citizens.forEach(StagedCitizen::close);
            redis.stop();
        }
    }

    /** Half a second of a citizen's life: energies, a flip, now and then a stimulus or another working memory. */
    private static void live(StagedCitizen citizen) {
        int beat = (int) (System.nanoTime() / 500_000_000L);
        citizen.update();
        citizen.flip(Math.floorMod(31 * beat, citizen.nodes));
        citizen.memory(
                citizen.subs < 45
                        ? new int[] {0, 3, beat / 8 % 2 == 0 ? 8 : 5}
                        : new int[] {0, 3, 8, 12, 20, 31, beat / 8 % 2 == 0 ? 44 : 29});
        if (beat % 7 == 0) {
            citizen.stimulus("s" + beat, "a question about trust", 6);
        }
    }

    /** Until what it draws by itself has settled: links in, camera at rest, some seconds of charts. */
    private static void settle(Browser browser) {
        browser.await("all links", "mind.stage.views.every(v => v.linesFrom === Infinity && !v.camera.flight)");
        browser.driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        wait(browser, 6_000);
    }

    private static void wait(Browser browser, int millis) {
        browser.driver.executeAsyncScript("setTimeout(arguments[arguments.length - 1], " + millis + ")");
    }

    private static void shoot(Browser browser, Path folder, String name) throws java.io.IOException {
        Path file = folder.resolve(name + ".png");
        Files.write(file, browser.screenshot());
        System.out.println(file);
    }
}
