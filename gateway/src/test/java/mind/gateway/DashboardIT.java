package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import mind.protocol.FalkorDb;
import mind.protocol.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** The dashboard in a real browser, served by a real gateway over a real Redis; what engines do is staged. */
class DashboardIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static Browser browser;

    private StagedFleet fleet;
    private TestGateway gateway;
    private StagedCitizen iris;

    @BeforeAll
    static void openBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void open() {
        fleet = new StagedFleet("iris", "felix", "atlas", "luca", "victor", "ada");
        gateway = TestGateway.start(redis.url(), "MIND_FLEET", fleet.file().toString());
        iris = new StagedCitizen(redis, "iris", 1_200, 24, 2_500, 1).start();
        browser.complaints(); // what an earlier page said is not ours
    }

    @AfterEach
    void close() {
        browser.driver.get("about:blank");
        iris.close();
        gateway.close();
        fleet.close();
    }

    private void living() {
        iris.running();
        browser.open(gateway.http("/#citizen=iris&theme=dark")).awaitPicture();
    }

    private String card(String citizen) {
        return String.valueOf(browser.eval("document.querySelector('.card[data-citizen=" + citizen + "]')?.innerText"));
    }

    private void awaitCard(String citizen, String word) {
        browser.until(citizen + "'s card", () -> card(citizen), text -> text.contains(word));
    }

    @Test
    void the_page_is_up_before_redis_or_any_engine() {
        try (var alone = TestGateway.start("redis://127.0.0.1:" + FalkorDb.freePort())) {
            browser.open(alone.http("/"));
            browser.await("the page's own connection", "document.documentElement.dataset.link === 'live'");
            assertEquals("Mind", browser.text("h1"));
            assertTrue(browser.is("!document.getElementById('message').hidden"), "it says what it waits for");
        }
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void six_cards_say_in_words_how_each_citizen_is() {
        fleet.backoff("victor", "exit 137", System.currentTimeMillis() + 60_000);
        fleet.set("ada", State.EMPTY, "its graph has no nodes");
        browser.open(gateway.http("/"));
        browser.await("six cards", "document.querySelectorAll('.card').length === 6");
        browser.await(
                "the reason and the next try",
                "document.querySelector('[data-citizen=victor]').innerText.includes('next try in')");
        assertTrue(card("victor").contains("waiting"), card("victor"));
        assertTrue(card("victor").contains("exit 137"), card("victor"));
        awaitCard("ada", "empty");
        awaitCard("felix", "starting");
    }

    @Test
    void a_link_to_a_citizen_that_nobody_is_says_so_and_shows_another_until_one_is_chosen() {
        iris.running();
        browser.open(gateway.http("/#citizen=nosuch&theme=dark")).awaitPicture();
        String message = "document.getElementById('message')";
        browser.await("word of it", message + ".innerText.includes('No citizen \"nosuch\"')");
        assertTrue(browser.is(message + ".innerText.includes('Iris')"), "whom it shows instead");
        browser.await("it spoken", "document.getElementById('spoken').textContent.includes('nosuch')");
        browser.find("[data-citizen=iris]").click();
        browser.await("no word of it", message + ".hidden");
        assertTrue(browser.is("location.hash.includes('citizen=iris')"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void the_loading_per_cent_rises_and_never_falls() {
        browser.open(gateway.http("/#citizen=iris"));
        double before = -1;
        for (int told : new int[] {3, 20, 15, 34, 70}) {
            iris.loading(told);
            int least = Math.max(told, (int) Math.max(before, 0));
            browser.await(
                    "loading " + least,
                    "/loading " + least + " %/.test(document.querySelector('[data-citizen=iris]')?.innerText)");
            double now = least;
            assertTrue(now >= before, told + " after " + before);
            before = now;
        }
        browser.await(
                "as many points as nodes",
                "mind.stage.painter.seeds?.geometry.drawRange.count === Math.round(0.7 * 1200)");
        assertTrue(browser.pixels().drawn() > 0.01, "the graph is seen to fill in");
    }

    @Test
    void a_citizen_appears_while_another_still_loads_and_moves_while_energy_flows() {
        try (var felix = new StagedCitizen(redis, "felix", 800, 20, 1_000, 2).start()) {
            felix.loading(34);
            living();
            Browser.Pixels first = browser.pixels();
            assertTrue(first.drawn() > 0.01, "not blank: " + first);
            browser.until(
                    "another frame",
                    () -> {
                        iris.update();
                        return browser.pixels();
                    },
                    later -> later.sum() != first.sum());
            awaitCard("felix", "loading 34 %");
            awaitCard("iris", "live");
            assertTrue(browser.number("Number(document.documentElement.dataset.firstPicture)") >= 0);
        }
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void a_flip_is_a_ring() {
        living();
        browser.eval(
                "globalThis.rings = 0, mind.stage.onFrame(() => { globalThis.rings = Math.max(globalThis.rings, mind.stage.sceneOf(mind.world.named('iris')).rings.length) })");
        iris.flip(7);
        browser.await("a ring", "globalThis.rings > 0");
        browser.await("a line", "document.getElementById('log').innerText.includes('iris thought 7')");
    }

    @Test
    void a_name_from_a_graph_is_text_and_never_markup() {
        iris.name[3] = "<img src=x onerror=\"globalThis.hurt=true\"><b>bold</b>";
        living();
        browser.eval("mind.page.select(mind.world.named('iris'), 'node', 3, true)");
        browser.await("the inspector", "document.querySelector('#right h2').textContent.startsWith('<img')");
        assertTrue(browser.is("!document.querySelector('#right img') && !globalThis.hurt"));
        browser.await(
                "the label too",
                "[...document.querySelectorAll('.label')].some(l => l.textContent.startsWith('<img'))");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void search_finds_a_name_and_flies_there_by_keyboard_alone() {
        living();
        browser.find("body").sendKeys("/");
        browser.type("thought 777");
        browser.await(
                "the node among the results",
                "document.querySelector('#search-results [aria-selected=true]')?.textContent.includes('thought 777')");
        browser.type(Keys.ENTER);
        browser.await("it selected", "document.querySelector('#right h2').textContent === 'iris thought 777'");
        browser.await(
                "what the engine says of it",
                "document.querySelector('#right').innerText.includes('said by the engine')");
        assertTrue(browser.is("location.hash.includes('node=iris_777')"), "the address names it");
        browser.await("the flight", "mind.stage.views[0].camera.zoom > 2");
        browser.type(Keys.ARROW_RIGHT);
        browser.type(Keys.ESCAPE);
        browser.await("nothing selected", "document.querySelector('#right h2').textContent === 'Iris'");
        browser.type("f");
        browser.await("the whole picture", "Math.abs(mind.stage.views[0].camera.zoom - 1) < 0.01");
    }

    @Test
    void a_filter_marks_what_fits() {
        living();
        browser.find("body").sendKeys("/");
        browser.type("type:Memory energy>0.2");
        browser.await("marked nodes", "mind.stage.sceneOf(mind.world.named('iris')).marked.length > 0");
        assertTrue(
                browser.is(
                        "mind.stage.sceneOf(mind.world.named('iris')).marked.every(i => i % 2 === 1 && mind.world.named('iris').picture.e[i] > 0.2)"));
    }

    @Test
    void freeze_shows_the_engines_answer() {
        living();
        browser.await("a button", "/freeze/.test(document.querySelector('[aria-label=Pace] button').textContent)");
        browser.find("[aria-label=Pace] button").click();
        browser.await("frozen", "/frozen/.test(document.querySelector('[data-citizen=iris]').innerText)");
        browser.await("the way back", "/resume/.test(document.querySelector('[aria-label=Pace] button').textContent)");
        browser.find("[aria-label=Pace] button").click();
        browser.await("live", "/live/.test(document.querySelector('[data-citizen=iris]').innerText)");
    }

    @Test
    void a_stimulus_tells_what_it_touched() {
        living();
        browser.find(".stimulus input").sendKeys("hello", Keys.ENTER);
        browser.await("what it touched", "/touched 3 nodes/.test(document.querySelector('.stimulus').innerText)");
        browser.await("in the list", "document.getElementById('log').innerText.includes('hello')");
    }

    @Test
    void working_memory_marks_who_came_and_who_went() {
        living();
        iris.memory(0, 1, 2);
        browser.await("three", "/Working memory \\(3 of 7\\)/.test(document.querySelector('#right').innerText)");
        iris.memory(0, 1, 3);
        String row = "[...document.querySelectorAll('#right li')].some(li => /role %s\\s+%s/.test(li.innerText))";
        browser.await("the new one", row.formatted("3", "new"));
        browser.await("the one that left", row.formatted("2", "left"));
    }

    @Test
    void the_last_minute_plays_again_and_the_difference_is_shown() {
        living();
        Awaitility.await("a recording")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    iris.update();
                    return browser.is("mind.world.named('iris').recorder.length > 20");
                });
        browser.find("body").sendKeys("r");
        browser.await(
                "the scrub bar",
                "document.documentElement.dataset.replay === 'on' && !document.getElementById('replay').hidden");
        browser.eval(
                "(() => { const bar = document.querySelector('#replay input'); bar.value = '0'; bar.dispatchEvent(new Event('input')); })()");
        assertTrue(
                browser.is(
                        "mind.page.modes.replay.scene.shown.e.some((e, i) => Math.abs(e - mind.world.named('iris').picture.e[i]) > 1e-6)"),
                "then is not now");
        browser.find("body").sendKeys("d");
        browser.await(
                "rising and falling",
                "document.querySelector('#legend').classList.contains('difference') && document.getElementById('replay').hidden");
        browser.await("a difference", "mind.stage.sceneOf(mind.world.named('iris')).difference?.some(d => d !== 0)");
    }

    @Test
    void a_page_opened_late_plays_what_others_saw_before() {
        iris.running();
        try (var early = TestSocket.mind(gateway.socket("/ws"))) {
            early.subscribe(iris.graph())
                    .await(
                            "snapshot",
                            part -> part.path("part").asInt()
                                    == part.path("parts").asInt() - 1);
            for (int k = 0; k < 150; k++) { // more than the gateway sends after a snapshot it has
                iris.update();
            }
            long last = early.await("events", message -> message.path("to").asLong() >= 3 * 150)
                    .path("to")
                    .asLong();
            JsonNode body = firstTold(early, last + 1);
            browser.open(gateway.http("/#citizen=iris&theme=dark")).awaitPicture();
            browser.find("body").sendKeys("r");
            browser.await("the scrub bar", "document.documentElement.dataset.replay === 'on'");
            String then = "mind.page.modes.replay.scene.shown.e";
            browser.eval(
                    "(() => { const bar = document.querySelector('#replay input'); bar.value = '0'; bar.dispatchEvent(new Event('input')); })()");
            int row = body.path("i").size() - 1; // the last word of this event on that node
            String difference = "%s[%s] - %s"
                    .formatted(
                            then,
                            body.path("i").path(row).asText(),
                            body.path("e").path(row).asText());
            assertEquals(0, browser.number(difference), 1e-6, "as it was told before the page was opened");
            assertTrue(browser.is(then + ".some((e, i) => Math.abs(e - mind.page.citizen.picture.e[i]) > 0.1)"));
        }
    }

    /** The oldest delta that the gateway still has of what was told before {@code end}. */
    private JsonNode firstTold(TestSocket socket, long end) {
        long epoch = socket.await("subscribed").path("epoch").asLong();
        JsonNode oldest = null;
        for (long from = end; ; ) {
            long before = from;
            socket.send("""
                    {"type":"recent","citizen":"%s","epoch":%d,"before":%d,"topics":["delta"]}""".formatted(iris.graph(), epoch, before));
            JsonNode answer =
                    socket.await("recent", message -> message.path("to").asLong() == before - 1);
            from = answer.path("from").asLong();
            if (from == before) {
                return oldest;
            }
            if (!answer.path("events").isEmpty()) {
                oldest = answer.path("events").path(0).path("body");
            }
        }
    }

    @Test
    void charts_and_cards_begin_with_what_the_engine_remembers() {
        living();
        String energy = "mind.page.timeline.charts[0].plot?.data";
        browser.await(
                "a minute of energy", energy + "?.[0].length > 50 && Date.now() / 1000 - " + energy + "[0][0] > 50");
        browser.find("#timeline .ranges button:last-child").click();
        browser.await("an hour of it", energy + "[0].length > 3000");
    }

    @Test
    void all_six_live_in_one_canvas() {
        try (var felix = new StagedCitizen(redis, "felix", 800, 20, 1_000, 2).start()) {
            felix.running();
            living();
            browser.find("body").sendKeys("0");
            browser.await("six viewports", "mind.stage.views.length === 6");
            browser.await("both pictures", "mind.stage.views.filter(v => v.citizen.picture?.complete).length === 2");
            assertEquals(1, browser.number("document.querySelectorAll('#stage canvas').length"));
            assertTrue(browser.is("location.hash.includes('view=six')"));
        }
    }

    @Test
    void two_citizens_are_compared_side_by_side_and_in_one_chart() {
        try (var felix = new StagedCitizen(redis, "felix", 800, 20, 1_000, 2).start()) {
            felix.running();
            living();
            browser.find("body").sendKeys("c");
            browser.await("two viewports", "mind.stage.views.length === 2");
            browser.eval("mind.page.choose(mind.world.named('iris').graph)");
            browser.eval("mind.page.shown.pair = [mind.world.named('iris'), mind.world.named('felix')]");
            browser.find("body").sendKeys("c");
            browser.await("both pictures", "mind.stage.views.filter(v => v.citizen.picture?.complete).length === 2");
            Awaitility.await("both lines in the chart of energy")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        iris.update();
                        felix.update();
                        return browser.is("mind.page.timeline.charts[0].plot.data.filter((column, k) => k !== 2)"
                                + ".every(column => column.some(v => v > 0))");
                    });
            assertTrue(browser.is("/Felix/.test(document.querySelector('#timeline h3').innerText)"));
        }
    }

    @Test
    void forces_move_nodes_and_give_them_back() {
        living();
        browser.eval("globalThis.places = mind.world.named('iris').picture.places.xy.slice()");
        browser.eval("mind.page.modes.toggleForces()");
        browser.await(
                "moved nodes",
                "mind.world.named('iris').picture.places.xy.some((x, k) => Math.abs(x - globalThis.places[k]) > 0.05)");
        browser.await("the end of it", "mind.page.modes.relaxing.running.size === 0");
        browser.eval("mind.page.modes.toggleForces()");
        assertTrue(
                browser.is(
                        "mind.world.named('iris').picture.places.xy.every((x, k) => Math.abs(x - globalThis.places[k]) < 1e-5)"));
        String settle =
                "(mind.stage.surface.reduced = false, mind.page.modes.settle(mind.page.citizen), mind.page.modes.relaxing.running.size)";
        assertEquals(0, browser.number(settle), "somebody wanted no forces");
        browser.eval("mind.page.modes.calm = false");
        assertEquals(1, browser.number(settle), "where frames are quick they begin by themselves");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void a_lost_graphics_context_comes_back() {
        living();
        browser.eval(
                "(globalThis.loss = mind.stage.painter.renderer.getContext().getExtension('WEBGL_lose_context')).loseContext()");
        browser.await("word of it", "/graphics card/.test(document.getElementById('message').innerText)");
        browser.eval("globalThis.loss.restoreContext()");
        browser.await("no word of it", "document.getElementById('message').hidden");
        browser.until("the picture", browser::pixels, p -> p.drawn() > 0.01);
    }

    @Test
    void a_token_in_the_address_is_taken_out_of_it_at_once() {
        browser.open(gateway.http("/#citizen=iris&token=secret-token"));
        browser.await("the page", "globalThis.mind");
        assertTrue(browser.is("!location.href.includes('secret-token') && location.hash.includes('citizen=iris')"));
        assertTrue(browser.is("!JSON.stringify({ ...localStorage, ...sessionStorage }).includes('secret-token')"));
    }

    @Test
    void nothing_is_asked_of_another_host() throws Exception {
        browser.hosts();
        living();
        iris.update();
        browser.find("body").sendKeys("0");
        assertEquals(Set.of("127.0.0.1"), browser.hosts());
    }

    @Test
    void above_fifty_thousand_nodes_only_the_opened_subentity_shows_its_nodes() {
        try (var felix =
                new StagedCitizen(redis, "felix", 51_000, 60, 1_000, 2).start().running()) {
            browser.open(gateway.http("/#citizen=felix&theme=dark")).awaitPicture();
            String drawn = "mind.stage.sceneOf(mind.world.named('felix')).nodes.geometry.drawRange.count";
            browser.await("circles alone", drawn + " === 0");
            assertTrue(browser.pixels().drawn() > 0.01, "they are drawn");
            browser.eval("mind.page.open(mind.world.named('felix'), 1)");
            browser.await("the nodes of one", drawn + " > 10 && " + drawn + " < 10000");
        }
    }

    @Test
    void few_subentities_have_an_outline_that_follows_their_members_many_have_circles() {
        try (var felix =
                new StagedCitizen(redis, "felix", 900, 9, 1_000, 2).start().running()) {
            browser.open(gateway.http("/#citizen=felix&theme=dark")).awaitPicture();
            String outlines = "mind.stage.sceneOf(mind.world.named('felix')).envelopes.image.data";
            assertEquals(9 * 64, browser.number(outlines + ".length"));
            browser.await("outlines that bulge", "Math.max(..." + outlines + ") > Math.min(..." + outlines + ") + 30");
            assertTrue(browser.pixels().drawn() > 0.01, "they are drawn");
        }
        living();
        assertTrue(browser.is("mind.stage.sceneOf(mind.world.named('iris')).envelopes === null"));
    }

    @Test
    void every_address_in_the_page_answers() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        String page = http.send(HttpRequest.newBuilder(gateway.http("/")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        var address = Pattern.compile("(?:href|src)=\"([^\"#]+)\"").matcher(page);
        int seen = 0;
        while (address.find()) {
            URI file = gateway.http("/").resolve(address.group(1));
            var answer = http.send(HttpRequest.newBuilder(file).build(), HttpResponse.BodyHandlers.discarding());
            assertEquals(200, answer.statusCode(), file.toString());
            seen++;
        }
        assertTrue(seen > 5 && !page.contains("@dashboard"), page);
    }
}
