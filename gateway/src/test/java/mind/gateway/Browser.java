package mind.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.logging.Level;
import mind.protocol.Chromium;
import mind.protocol.WireJson;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, driven by Debian's chromedriver, its WebGL drawn by SwiftShader. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** @param more further command line switches */
    static Browser start(String... more) {
        System.setProperty("SE_OFFLINE", "true"); // never look for another driver on the network
        var options = new ChromeOptions();
        options.setBinary(Chromium.BINARY.toFile());
        options.addArguments(Chromium.ARGUMENTS);
        options.addArguments(more);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.INFO);
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Chromium.DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    Browser open(URI page) {
        driver.get("about:blank"); // so that another fragment of the same page is a new page
        driver.get(page.toString());
        return this;
    }

    Browser size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
        return this;
    }

    /** What an expression in the page comes to. */
    Object eval(String expression) {
        return driver.executeScript("return (" + expression + ")");
    }

    String text(String selector) {
        return String.valueOf(eval("document.querySelector('" + selector + "')?.textContent ?? ''"));
    }

    double number(String expression) {
        Object value = eval(expression);
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    boolean is(String expression) {
        return Boolean.TRUE.equals(eval("Boolean(" + expression + ")"));
    }

    void await(String what, String expression) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> is(expression));
    }

    void awaitPicture() {
        await("a first picture", "document.documentElement.dataset.firstPicture");
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    /** Keys to whatever has the focus. */
    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    byte[] screenshot() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** The canvas' own pixels as they are in this very moment: share that is not background, and a sum over all. */
    Pixels pixels() {
        Object told = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                const { stage } = globalThis.mind;
                stage.draw?.call(stage, performance.now());
                const from = stage.canvas;
                const copy = document.createElement('canvas');
                copy.width = 320;
                copy.height = 180;
                const pen = copy.getContext('2d');
                pen.drawImage(from, 0, 0, 320, 180);
                const data = pen.getImageData(0, 0, 320, 180).data;
                const canvas = stage.palette.canvas.map(c => Math.round(255 * c));
                let other = 0;
                let sum = 0;
                for (let k = 0; k < data.length; k += 4) {
                  const far = Math.max(...canvas.map((c, j) => Math.abs(c - data[k + j])));
                  if (far > 10) other++;
                  sum = (sum * 31 + data[k] + 256 * data[k + 1] + 65536 * data[k + 2]) % 1e12;
                }
                done([other / (320 * 180), sum]);
                """);
        List<?> pair = (List<?>) told;
        return new Pixels(((Number) pair.get(0)).doubleValue(), ((Number) pair.get(1)).doubleValue());
    }

    /**
     * @param drawn share of the canvas that is not background, 0 to 1
     * @param sum   differs where two pictures differ
     */
    record Pixels(double drawn, double sum) {}

    /** What the page complained of since the last look. */
    List<String> complaints() {
        List<String> found = new ArrayList<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
                found.add(entry.getMessage());
            }
        }
        return found;
    }

    /** Hosts that were asked for anything since the last look. */
    Set<String> hosts() throws java.io.IOException {
        Set<String> hosts = new TreeSet<>();
        for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
            var message = WireJson.MAPPER.readTree(entry.getMessage()).path("message");
            String method = message.path("method").asText();
            String url = method.equals("Network.requestWillBeSent")
                    ? message.path("params").path("request").path("url").asText()
                    : method.equals("Network.webSocketCreated")
                            ? message.path("params").path("url").asText()
                            : "";
            if (url.matches("(?:http|ws)s?:.*")) {
                hosts.add(URI.create(url.replaceAll("[#?].*", "")).getHost());
            }
        }
        return hosts;
    }

    /** Serious and critical findings of axe-core, one line each. */
    List<String> accessibilityFindings() {
        driver.executeScript(axe());
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, { resultTypes: ['violations'] }).then(
                  r => done(r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
                    .map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | ')}`)),
                  e => done([String(e)]));
                """);
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (var script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Bytes of live JavaScript objects, after a garbage collection. */
    double heapBytes() {
        driver.executeCdpCommand("HeapProfiler.enable", Map.of());
        driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return ((Number) driver.executeCdpCommand("Runtime.getHeapUsage", Map.of())
                        .get("usedSize"))
                .doubleValue();
    }

    /** Tells the page to believe a media feature, as {@code prefers-reduced-motion: reduce}. */
    void media(String name, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", name, "value", value))));
    }

    /** A phone: narrow, with two device pixels a CSS pixel. */
    void phone() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    }

    /** The page at twice its size: half as many CSS pixels. */
    void zoomTwice() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 800, "height", 450, "deviceScaleFactor", 2, "mobile", false));
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    <T> T until(String what, Supplier<T> look, java.util.function.Predicate<T> wanted) {
        return Awaitility.await(what).atMost(PATIENCE).until(look::get, wanted);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
