package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the page does when something it depends on goes away and comes back. */
class DashboardRecoveryIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    @Test
    void after_a_gateway_restart_the_same_thing_is_selected_through_the_same_camera() {
        try (var fleet = new StagedFleet("iris");
                var iris = new StagedCitizen(redis, "iris", 900, 20, 1_500, 1)
                        .start()
                        .running();
                var browser = Browser.start()) {
            int port = FalkorDb.freePort();
            Map<String, String> settings = Map.of(
                    "PORT", Integer.toString(port),
                    "REDIS_URL", redis.url(),
                    "MIND_FLEET", fleet.file().toString());
            GatewayProcess first = GatewayProcess.start(settings).awaitAnswering();
            String before;
            try {
                browser.open(java.net.URI.create("http://127.0.0.1:" + port + "/#citizen=iris"))
                        .awaitPicture();
                browser.eval("mind.page.select(mind.world.named('iris'), 'node', 42, true)");
                browser.await(
                        "the end of the flight",
                        "!mind.stage.views[0].camera.flight && mind.stage.views[0].camera.zoom > 2");
                before = view(browser);
            } finally {
                first.close();
            }
            browser.await("word of it", "/reconnecting in|connecting/.test(document.getElementById('link').innerText)");
            assertTrue(browser.is("mind.world.named('iris').picture.complete"), "the picture stays");
            try (var second = GatewayProcess.start(settings).awaitAnswering()) {
                browser.await("the connection", "document.documentElement.dataset.link === 'live'");
                browser.until(
                        "the stream",
                        () -> {
                            iris.update();
                            return browser.is("performance.now() - mind.world.named('iris').heardAt < 500");
                        },
                        Boolean.TRUE::equals);
                assertEquals(before, view(browser));
                assertEquals("iris thought 42", browser.text("#right h2"));
                browser.await("no fog", "mind.stage.views[0].fog === 0");
                assertTrue(second.port() == port);
            }
        }
    }

    private static String view(Browser browser) {
        return String.valueOf(browser.eval(
                "(({ x, y, scale }) => [x, y, scale].map(v => v.toFixed(3)).join())(mind.stage.views[0].camera)"
                        + " + JSON.stringify(mind.page.marking.of(mind.world.named('iris')))"));
    }

    @Test
    void a_dead_worker_turns_its_card_to_waiting_and_back_and_no_other() {
        try (var fleet = new StagedFleet("iris", "felix");
                var gateway = TestGateway.start(
                        redis.url(), "MIND_FLEET", fleet.file().toString());
                var iris = new StagedCitizen(redis, "iris", 900, 20, 1_500, 1)
                        .start()
                        .running();
                var felix = new StagedCitizen(redis, "felix", 700, 20, 900, 2)
                        .start()
                        .running();
                var browser = Browser.start()) {
            fleet.set("iris", State.RUNNING, "");
            fleet.set("felix", State.RUNNING, "");
            browser.open(gateway.http("/#citizen=iris")).awaitPicture();
            browser.eval(
                    "(globalThis.seen = new Set(), new MutationObserver(() => globalThis.seen.add(document.querySelector('[data-citizen=felix]').dataset.state)).observe(document.getElementById('cards'), { subtree: true, attributes: true }))");
            browser.eval("globalThis.socket = mind.connection.socket");
            iris.backoff();
            fleet.backoff("iris", "exit 137, restart 2 of 5", System.currentTimeMillis() + 60_000);
            browser.await(
                    "waiting",
                    "/waiting[^]*restart 2 of 5/.test(document.querySelector('[data-citizen=iris]').innerText)");
            browser.await("the picture recedes", "mind.stage.views[0].fog > 0.3");
            fleet.set("iris", State.RUNNING, "");
            iris.reborn();
            browser.await("live", "/live/.test(document.querySelector('[data-citizen=iris]').innerText)");
            browser.until(
                    "the new life's picture",
                    () -> {
                        iris.update();
                        return browser.is(
                                "mind.stage.views[0].fog === 0 && performance.now() - mind.world.named('iris').heardAt < 500");
                    },
                    Boolean.TRUE::equals);
            assertTrue(browser.is("[...globalThis.seen].every(s => s === 'running')"), "felix went on");
            assertTrue(browser.is("globalThis.socket === mind.connection.socket"), "over the same socket");
            assertEquals(List.of(), browser.complaints());
            assertTrue(felix.nodes > 0);
        }
    }
}
