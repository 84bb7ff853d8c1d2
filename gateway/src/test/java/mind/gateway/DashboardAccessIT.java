package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** The dashboard for everybody: keyboard, screen reader, large type, narrow screens, no motion, no WebGL. */
class DashboardAccessIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static StagedFleet fleet;
    private static TestGateway gateway;
    private static StagedCitizen iris;

    @BeforeAll
    static void open() {
        fleet = new StagedFleet("iris", "felix", "atlas", "luca", "victor", "ada");
        gateway = TestGateway.start(redis.url(), "MIND_FLEET", fleet.file().toString());
        iris = new StagedCitizen(redis, "iris", 1_000, 20, 2_000, 1).start().running();
    }

    @AfterAll
    static void close() {
        iris.close();
        gateway.close();
        fleet.close();
    }

    private static Browser living(Browser browser, String more) {
        browser.open(gateway.http("/#citizen=iris" + more)).awaitPicture();
        iris.memory(0, 1, 2);
        iris.update();
        iris.flip(5);
        browser.await("working memory", "/Working memory/.test(document.querySelector('#right').innerText)");
        return browser;
    }

    @Test
    void axe_finds_nothing_serious_in_either_theme_nor_in_the_table() {
        try (var browser = Browser.start()) {
            for (String theme : new String[] {"dark", "light"}) {
                living(browser, "&theme=" + theme);
                assertEquals(List.of(), browser.accessibilityFindings(), theme);
            }
            browser.find("body").sendKeys("t");
            browser.await("the table", "document.querySelectorAll('#table tbody tr').length > 5");
            assertEquals(List.of(), browser.accessibilityFindings(), "table");
            browser.phone();
            living(browser, "&theme=dark");
            assertEquals(List.of(), browser.accessibilityFindings(), "phone");
        }
    }

    @Test
    void a_phone_and_twice_the_size_need_no_sideways_scrolling() {
        try (var browser = Browser.start()) {
            living(browser, "");
            browser.zoomTwice();
            browser.await("one column", "document.documentElement.scrollWidth <= innerWidth && innerWidth === 800");
            browser.phone();
            browser.await("one column", "document.documentElement.scrollWidth <= innerWidth && innerWidth === 390");
            assertTrue(browser.is("document.querySelectorAll('.card').length === 6"));
            assertTrue(
                    browser.is(
                            "[...document.querySelectorAll('button')].filter(b => b.offsetParent).every(b => b.offsetHeight >= 24)"),
                    "targets of 24 pixels");
        }
    }

    @Test
    void the_table_holds_what_the_picture_shows_and_leads_back_to_it_by_keyboard() {
        try (var browser = Browser.start()) {
            living(browser, "");
            browser.find("body").sendKeys("t");
            browser.await("the subentities", "document.querySelectorAll('#table tbody tr').length === 20");
            assertEquals("translator", browser.text("#table tbody th button"), "the most energetic first");
            browser.eval("document.querySelector('#table tbody th button').focus()");
            iris.update(); // renewed while it has the focus
            browser.type(Keys.ENTER);
            browser.await(
                    "the picture with it selected",
                    "document.getElementById('table').hidden && document.querySelector('#right h2').textContent === 'Translator'");
        }
    }

    @Test
    void every_control_is_reached_by_tab_and_cards_say_their_full_name() {
        try (var browser = Browser.start()) {
            living(browser, "");
            assertTrue(browser.text("#cards").contains("Iris"));
            String name = String.valueOf(
                    browser.eval("document.querySelector('[data-citizen=felix]').getAttribute('aria-label')"));
            assertTrue(name.startsWith("felix, starting"), name);
            assertTrue(
                    browser.is("[...document.querySelectorAll('button, input, select')].every(e => e.tabIndex >= 0)"));
            assertTrue(String.valueOf(browser.eval("document.getElementById('canvas').getAttribute('aria-label')"))
                    .startsWith("1,000 nodes, 20 subentities, most active: translator"));
        }
    }

    @Test
    void with_reduced_motion_a_picture_at_rest_draws_nothing_by_itself() {
        try (var browser = Browser.start("--force-prefers-reduced-motion")) {
            living(browser, "");
            browser.await("still", "mind.stage.still");
            browser.until(
                    "no frames by themselves",
                    () -> {
                        double before = browser.number("mind.stage.frames.count");
                        browser.driver.executeAsyncScript("setTimeout(arguments[arguments.length - 1], 400)");
                        return browser.number("mind.stage.frames.count") - before;
                    },
                    frames -> frames < 3);
        }
    }

    @Test
    void without_webgl_it_says_so_and_shows_circles() {
        try (var browser = Browser.start("--disable-3d-apis")) {
            browser.open(gateway.http("/#citizen=iris")).awaitPicture();
            browser.await("one sentence", "/no WebGL 2/.test(document.getElementById('message').innerText)");
            assertTrue(
                    browser.is(
                            "(() => { const c = mind.stage.canvas, d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data, s = new Set(); for (let k = 0; k < d.length; k += 400) s.add(d[k] * 65536 + d[k + 1] * 256 + d[k + 2]); return s.size > 8; })()"),
                    "circles");
            assertEquals(List.of(), browser.complaints());
        }
    }
}
