package mind.supervisor.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import mind.protocol.Chromium;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The whole system in a browser: six demo citizens, from before their engines start until one of them was killed. */
class DashboardSystemIT {
    @Test
    void six_citizens_appear_live_and_outlive_the_death_of_one() throws Exception {
        try (var mind = new MindCli()) {
            ChromeDriver browser = browser(); // first: a browser takes longer to start than all the rest
            try {
                MindCli.Answer up = mind.run("up", "--demo", "--no-wait", "-d");
                assertEquals(0, up.exitCode(), up.toString());
                awaitAnswering(mind.port());
                browser.get("http://127.0.0.1:" + mind.port() + "/#citizen=iris&theme=dark");
                await(browser, "six cards", "document.querySelectorAll('.card').length === 6");
                await(browser, "the picture of iris", "document.documentElement.dataset.firstPicture");
                assertEquals(168L, browser.executeScript("return mind.world.named('iris').picture.subs"));
                await(
                        browser,
                        "six live citizens",
                        "[...document.querySelectorAll('.card')].every(c => c.dataset.state === 'running')");
                assertTrue(firstReady(mind).startsWith("[gateway] "), "the page is there before any engine is");
                await(
                        browser,
                        "a stimulus of the ambient source",
                        "mind.world.named('iris').log.some(l => l.kind === 'stimulus')");
                double before = energyShown(browser);
                await(browser, "another energy", "mind.world.named('iris').frame.e !== " + before);
                browser.executeScript("mind.page.arrange('six')");
                await(browser, "felix beside iris", "mind.world.named('felix').picture?.complete");
                assertEquals(178L, browser.executeScript("return mind.world.named('felix').picture.subs"));

                browser.executeScript("globalThis.socket = mind.connection.socket");
                browser.executeScript("""
                        globalThis.left = new Set();
                        mind.world.on('life', c => { if (c.state !== 'running') left.add(c.name); });
                        mind.world.on('fleet', () => mind.world.order.forEach(c => { if (c.state !== 'running') left.add(c.name); }));
                        """);
                Map<String, Long> pids = mind.pids();
                ProcessHandle.of(pids.get("felix")).orElseThrow().destroyForcibly();
                await(browser, "felix seen to be gone", "left.has('felix')");
                await(browser, "felix back", "mind.world.named('felix').state === 'running'");
                await(
                        browser,
                        "felix heard again",
                        "performance.now() - mind.world.named('felix').heardAt < 1000 && !mind.world.named('felix').awaiting");
                assertTrue(is(browser, "globalThis.left.size === 1"), "nobody else was touched");
                assertTrue(is(browser, "globalThis.socket === mind.connection.socket"), "no socket was closed");
                Map<String, Long> after = mind.pids();
                assertNotEquals(pids.remove("felix"), after.remove("felix"));
                assertEquals(pids, after);
                assertEquals(List.of(), complaints(browser));
            } finally {
                browser.quit();
            }
        }
    }

    /** Of the gateway and the engines. */
    private static String firstReady(MindCli mind) throws IOException {
        for (String line : Files.readAllLines(mind.state().resolve("logs/events.jsonl"))) {
            JsonNode event = WireJson.MAPPER.readTree(line);
            if (event.get("type").asText().equals("ready")
                    && !event.get("service").asText().equals("falkordb")) {
                return event.get("text").asText();
            }
        }
        return "";
    }

    private static double energyShown(ChromeDriver browser) {
        return ((Number) browser.executeScript("return mind.world.named('iris').frame.e")).doubleValue();
    }

    private static boolean is(ChromeDriver browser, String expression) {
        return Boolean.TRUE.equals(browser.executeScript("return Boolean(" + expression + ")"));
    }

    private static void await(ChromeDriver browser, String what, String expression) {
        Awaitility.await(what)
                .atMost(MindCli.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> is(browser, expression));
    }

    private static void awaitAnswering(int port) {
        Awaitility.await("the gateway on port " + port)
                .atMost(MindCli.PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    var answer = java.net
                            .URI
                            .create("http://127.0.0.1:" + port + "/healthz")
                            .toURL()
                            .openConnection();
                    return ((java.net.HttpURLConnection) answer).getResponseCode() == 200;
                });
    }

    private static List<String> complaints(ChromeDriver browser) {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(entry -> entry.getMessage())
                .toList();
    }

    private static ChromeDriver browser() {
        System.setProperty("SE_OFFLINE", "true");
        var options = new ChromeOptions();
        options.setBinary(Chromium.BINARY.toFile());
        options.addArguments(Chromium.ARGUMENTS);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(Chromium.DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
    }
}
