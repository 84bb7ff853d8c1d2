package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput.ScrollOrigin;

/** The picture under the hand: pointer, wheel, every key, every control by Tab alone. */
class DashboardHandIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static StagedFleet fleet;
    private static TestGateway gateway;
    private static StagedCitizen iris;
    private static StagedCitizen felix;
    private static Browser browser;

    @BeforeAll
    static void open() {
        fleet = new StagedFleet("iris", "felix");
        gateway = TestGateway.start(redis.url(), "MIND_FLEET", fleet.file().toString());
        iris = new StagedCitizen(redis, "iris", 1_200, 24, 2_500, 1).start().running();
        felix = new StagedCitizen(redis, "felix", 700, 20, 900, 2).start().running();
        browser = Browser.start();
    }

    @AfterAll
    static void close() {
        browser.close();
        felix.close();
        iris.close();
        gateway.close();
        fleet.close();
    }

    @BeforeEach
    void look() {
        browser.open(gateway.http("/#citizen=iris")).awaitPicture();
        browser.await("both", "mind.world.named('felix')?.live");
    }

    private static final String CAMERA = "mind.stage.views[0].camera";

    /** A point of the picture's world, in the window. */
    private static int[] at(String world) {
        List<?> point = (List<?>)
                browser.eval("(([x, y]) => { const box = document.getElementById('stage').getBoundingClientRect();"
                        + " const [sx, sy] = " + CAMERA + ".toScreen(x, y, mind.stage.views[0].rect);"
                        + " return [Math.round(box.left + sx), Math.round(box.top + sy)]; })(" + world + ")");
        return new int[] {((Number) point.get(0)).intValue(), ((Number) point.get(1)).intValue()};
    }

    private static Actions move(int[] to) {
        return new Actions(browser.driver).moveToLocation(to[0], to[1]);
    }

    @Test
    void the_wheel_zooms_at_the_pointer_and_dragging_moves() {
        int[] point = at("[20, 10]");
        new Actions(browser.driver)
                .scrollFromOrigin(ScrollOrigin.fromViewport(point[0], point[1]), 0, -400)
                .perform();
        browser.await("nearer", CAMERA + ".zoom > 1.3");
        int[] after = at("[20, 10]");
        assertTrue(Math.abs(after[0] - point[0]) <= 1 && Math.abs(after[1] - point[1]) <= 1, "what was under it stays");
        move(point).clickAndHold().moveByOffset(60, -30).release().perform();
        int[] dragged = at("[20, 10]");
        assertTrue(
                Math.abs(dragged[0] - point[0] - 60) <= 2 && Math.abs(dragged[1] - point[1] + 30) <= 2,
                "it goes along with the hand");
        assertTrue(browser.is("mind.page.marking.of(mind.page.citizen) === undefined"), "a drag selects nothing");
    }

    @Test
    void a_node_pointed_at_shows_its_neighbours_a_click_selects_it_a_double_click_opens_a_subentity() {
        browser.eval("mind.page.journey.to(mind.page.citizen, 'node', 42)");
        browser.await(
                "near",
                CAMERA + ".zoom > 3 && !" + CAMERA + ".flight && mind.stage.views[0].cached?.scale === " + CAMERA
                        + ".scale");
        int[] node = at("[...mind.page.citizen.picture.places.xy.subarray(84, 86)]");
        move(node).perform();
        String marked = "mind.stage.sceneOf(mind.page.citizen).marked";
        browser.await("its neighbours bright", marked + ".includes(42)");
        assertEquals(
                browser.number(
                        "new Set(mind.page.citizen.picture.linksOf(42).map(l => l.other).filter(o => o < 1200).concat(42)).size"),
                browser.number(marked + ".length"));
        browser.await("all else dim", "mind.stage.views[0].fog > 0.5");
        browser.await("a hint", "document.getElementById('hint').innerText.startsWith('iris thought 42')");
        move(node).click().perform();
        browser.await("it selected", "document.querySelector('#right h2').textContent === 'iris thought 42'");
        browser.type("f");
        browser.type(Keys.ESCAPE);
        browser.await("home", "Math.abs(" + CAMERA + ".zoom - 1) < 0.01 && !" + CAMERA + ".flight");
        move(at("[...mind.page.citizen.picture.places.circle.subarray(3, 5)]"))
                .doubleClick()
                .perform();
        browser.await(
                "subentity 1 open",
                "document.querySelector('#right h2').textContent === 'Role 1' && " + CAMERA + ".zoom > 1.5");
    }

    @Test
    void the_minimap_moves_the_view() {
        browser.eval("mind.page.journey.to(mind.page.citizen, 'sub', 3)");
        browser.await("near", CAMERA + ".zoom > 1.5 && !" + CAMERA + ".flight");
        new Actions(browser.driver)
                .moveToElement(browser.find("#minimap canvas"), 20, -10)
                .click()
                .perform();
        browser.await(
                "there",
                "Math.abs(" + CAMERA + ".x * mind.page.minimap.scale - 20) < 1.5 && Math.abs(" + CAMERA
                        + ".y * mind.page.minimap.scale + 10) < 1.5");
    }

    @Test
    void every_key_does_what_the_list_of_keys_says() {
        var body = browser.find("body");
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("0", "mind.stage.views.length === 2");
        keys.put("1", "mind.stage.views.length === 1 && mind.page.citizen.name === 'iris'");
        keys.put("2", "mind.page.citizen.name === 'felix' && mind.page.citizen.picture?.complete");
        keys.put("c", "mind.page.shown.layout === 'two'");
        keys.put("1 ", "mind.page.citizen.name === 'iris'");
        keys.put("t", "document.querySelectorAll('#table tbody tr').length > 5");
        keys.put("t ", "document.getElementById('table').hidden");
        keys.put("d", "mind.page.modes.difference.citizen");
        keys.put("d ", "!mind.page.modes.difference.citizen");
        keys.put("o", "mind.page.journey.following");
        keys.put("o ", "!mind.page.journey.following");
        keys.put("[", "document.getElementById('left').checkVisibility({ visibilityProperty: true }) === false");
        keys.put("]", "document.getElementById('right').checkVisibility({ visibilityProperty: true }) === false");
        keys.put("[ ", "document.getElementById('left').checkVisibility({ visibilityProperty: true })");
        keys.put("/", "document.activeElement.id === 'search-box'");
        keys.forEach((key, shows) -> {
            body.sendKeys(key.strip());
            browser.await("after " + key, shows);
        });
        browser.type(Keys.ESCAPE);
        browser.await("back at the picture", "document.activeElement.id === 'stage'");
        browser.type("f"); // "o" flew somewhere
        browser.await("home", "Math.abs(" + CAMERA + ".zoom - 1) < 0.01 && !" + CAMERA + ".flight");
        browser.type("+");
        browser.await("nearer", CAMERA + ".zoom > 1.2");
        double x = browser.number(CAMERA + ".x");
        browser.type(Keys.ARROW_RIGHT);
        browser.await("moved", CAMERA + ".x > " + x);
        browser.type("-", "-");
        browser.await("farther", CAMERA + ".zoom < 1");
        browser.type("?");
        browser.await("the list", "document.querySelector('dialog[open]')");
        browser.type(Keys.ESCAPE);
        browser.await("no list", "!document.querySelector('dialog')");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void tab_alone_reaches_every_control_in_sight_and_each_shows_that_it_has_the_focus() {
        browser.eval("document.activeElement.blur()");
        Set<String> reached = new TreeSet<>();
        for (int k = 0; k < 120; k++) {
            browser.type(Keys.TAB);
            Object told = browser.eval("""
                    (e => e === document.body ? '' : (e.dataset.tab ??= String(Math.random()),
                      getComputedStyle(e).outlineStyle === 'none' && !e.closest('dialog') ? 'no outline: ' + e.outerHTML.slice(0, 120) : e.dataset.tab))(document.activeElement)""");
            String name = String.valueOf(told);
            assertTrue(!name.startsWith("no outline"), name);
            if (!name.isEmpty() && !reached.add(name)) {
                break; // once round
            }
        }
        assertEquals(List.of(), browser.eval("""
                        [...document.querySelectorAll('button, input, select, summary, #stage, #log, a')]
                          .filter(e => e.offsetParent && !e.disabled && !e.dataset.tab && e.checkVisibility({ visibilityProperty: true }) && !e.closest('#log'))
                          .map(e => e.outerHTML.slice(0, 120))"""));
    }

    @Test
    void freezing_all_asks_first_and_shows_each_engines_answer() {
        browser.await("both live", "mind.world.order.every(c => c.live)");
        browser.await(
                "the button",
                "[...document.querySelectorAll('#all button')].some(b => b.textContent === 'Freeze all' && !b.hidden)");
        browser.find("#all button:last-child").click();
        browser.type(Keys.ENTER); // "Cancel" has the focus
        browser.await("no dialog", "!document.querySelector('dialog')");
        assertTrue(browser.is("mind.world.order.every(c => !c.frozen)"));
        browser.find("#all button:last-child").click();
        browser.find("dialog .main").click();
        browser.await("both frozen", "[...document.querySelectorAll('.card')].every(c => /frozen/.test(c.innerText))");
        browser.await("the way back", "document.querySelector('#all button:last-child').textContent === 'Resume all'");
        browser.find("#all button:last-child").click();
        browser.find("dialog .main").click();
        browser.await("both live", "[...document.querySelectorAll('.card')].every(c => /live/.test(c.innerText))");
    }

    @Test
    void the_head_line_says_how_much_of_the_stream_is_seen() {
        browser.await("the connection", "document.documentElement.dataset.link === 'live'");
        browser.eval(
                "(globalThis.told = setInterval(() => mind.world.hear({ type: 'events', citizen: mind.page.citizen.graph, merged: 7, events: [{ type: 'frame', frame: 1, t_ms: Date.now(), body: { hz: 10, e: 1, active: 1, flips: 0, rho: 1, ms: [1, 1, 1] } }] }), 250), 1)");
        browser.await(
                "its rate", "/you see [34] of 10 Hz, 7 events merged/.test(document.getElementById('link').innerText)");
        browser.eval("clearInterval(told)");
        browser.eval("mind.connection.change({ lag: { behind_ms: 1200, merged: 86, dropped: 2 }, lagAt: Date.now() })");
        browser.await(
                "its lag",
                "/behind 1.2 s, 86 events merged, 2 dropped/.test(document.getElementById('link').innerText)");
    }

    @Test
    void the_list_of_events_keeps_five_hundred_lines_of_which_few_are_in_the_page() {
        browser.eval(
                "(() => { for (let k = 0; k < 700; k++) mind.world.note(mind.page.citizen, Date.now(), k % 2 ? 'flip' : 'memory', 'line ' + k, { node: k }); })()");
        browser.await(
                "the newest", "document.querySelector('#log .line:not([hidden])')?.innerText.includes('line 699')");
        assertEquals(500, browser.number("mind.page.citizen.log.length"));
        assertTrue(browser.number("document.querySelectorAll('#log .line').length") < 60);
        browser.eval(
                "[...document.querySelectorAll('[aria-label=\"Kinds of events\"] button')].find(b => b.textContent === 'flips').click()");
        browser.await(
                "no flips",
                "[...document.querySelectorAll('#log .line:not([hidden])')].every(l => l.classList.contains('memory'))");
        browser.eval("[...document.querySelectorAll('#right h3 button')].find(b => b.textContent === 'pause').click()");
        browser.eval("mind.world.note(mind.page.citizen, Date.now(), 'memory', 'while paused', {})");
        browser.eval("document.querySelector('#log .line:not([hidden])').click()");
        browser.await("what it is about", "document.querySelector('#right h2').textContent === 'iris thought 698'");
        assertTrue(browser.is("!document.getElementById('log').innerText.includes('while paused')"));
    }

    @Test
    void colours_follow_the_system_until_somebody_chose() {
        browser.eval("localStorage.clear()");
        browser.media("prefers-color-scheme", "light");
        browser.await("light", "document.documentElement.dataset.theme === 'light'");
        browser.media("prefers-color-scheme", "dark");
        browser.await("dark", "document.documentElement.dataset.theme === 'dark'");
        browser.eval("[...document.querySelectorAll('#tools button')].find(b => /dark/.test(b.textContent)).click()");
        browser.await("light", "document.documentElement.dataset.theme === 'light'");
        browser.open(gateway.http("/#citizen=iris"));
        browser.await("the choice is remembered", "document.documentElement.dataset.theme === 'light'");
        browser.eval("localStorage.clear()");
    }
}
