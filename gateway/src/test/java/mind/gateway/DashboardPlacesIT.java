package mind.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mind.protocol.FalkorDb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where nodes are while their graph changes, and what the page keeps of the last minute. */
class DashboardPlacesIT {
    @RegisterExtension
    static final FalkorDb redis = new FalkorDb();

    private static final int NODES = 1_200;

    private static StagedFleet fleet;
    private static TestGateway gateway;
    private static StagedCitizen iris;
    private static Browser browser;

    @BeforeAll
    static void open() {
        fleet = new StagedFleet("iris");
        gateway = TestGateway.start(redis.url(), "MIND_FLEET", fleet.file().toString());
        iris = new StagedCitizen(redis, "iris", NODES, 24, 2_500, 1).start().running();
        browser = Browser.start();
    }

    @AfterAll
    static void close() {
        browser.close();
        iris.close();
        gateway.close();
        fleet.close();
    }

    @BeforeEach
    void look() {
        browser.open(gateway.http("/#citizen=iris")).awaitPicture();
        browser.eval("globalThis.before = mind.page.citizen.picture");
    }

    /**
     * The picture taken anew, as after a change of the graph: the first node of subentity 0 is gone, {@code added} are new
     * in it.
     */
    private static void takeAnew(int added) {
        browser.driver.executeScript("""
                const [added] = arguments;
                const { world, page: { citizen } } = globalThis.mind;
                const p = citizen.picture;
                globalThis.gone = p.places.home.findIndex((s, i) => s === 0 && p.places.slot[i] === 0);
                const stay = p.id.map((_, i) => i).filter(i => i !== gone);
                const place = new Map(stay.map((i, k) => [i, k]));
                const nodes = stay.length + added;
                const fresh = Array.from({ length: added }, (_, k) => k);
                const members = Array.from(p.memberSub, (s, k) => [s, place.get(p.memberNode[k]), p.memberWeight[k]])
                  .filter(([, i]) => i !== undefined).concat(fresh.map(k => [0, stay.length + k, 0.5]));
                const part = (k, body) => world.hear({ type: 'snapshot', citizen: citizen.graph, epoch: p.epoch, seq: p.seq, part: k, parts: 4, body });
                part(0, { graph: p.graph, nodes, links: members.length, subentities: p.subs, memberships: members.length, node_types: p.nodeTypes, link_types: p.linkTypes });
                part(1, { subs: { id: p.subId, name: p.subName, e: [...p.subE], t: [...p.subT] } });
                part(2, { nodes: { id: stay.map(i => p.id[i]).concat(fresh.map(k => 'fresh_' + k)), e: Array(nodes).fill(0), t: Array(nodes).fill(0.5) } });
                part(3, { members: { sub: members.map(m => m[0]), node: members.map(m => m[1]), w: members.map(m => m[2]) } });
                """, added);
        browser.await("the new picture", "mind.page.citizen.picture !== before && mind.page.citizen.picture.complete");
    }

    private static final String MOVED = """
            (p => before.id.filter((id, i) => {
              const j = p.indexOf(id);
              return j >= 0 && Math.hypot(p.places.xy[2 * j] - before.places.xy[2 * i], p.places.xy[2 * j + 1] - before.places.xy[2 * i + 1]) > 1e-4;
            }).length)(mind.page.citizen.picture)""";

    @Test
    void new_nodes_take_free_places_of_their_circle_and_nothing_else_moves() {
        takeAnew(40);
        assertEquals(0, browser.number(MOVED));
        assertTrue(browser.is("""
                        (({ picture: p }) => p.id.filter(id => id.startsWith('fresh_')).every(id => {
                          const i = p.indexOf(id);
                          const [x, y, r] = p.places.circle.subarray(0, 3);
                          return Math.hypot(p.places.xy[2 * i] - x, p.places.xy[2 * i + 1] - y) < 1.1 * r;
                        }))(mind.page.citizen)"""), "within their circle");
        assertTrue(browser.is("""
                        (({ picture: p }) => p.id.some((id, i) => id.startsWith('fresh_')
                          && Math.hypot(p.places.xy[2 * i] - before.places.xy[2 * gone], p.places.xy[2 * i + 1] - before.places.xy[2 * gone + 1]) < 1e-4))(mind.page.citizen)"""), "one in the place that became free");
        assertEquals(
                NODES - 1 + 40,
                browser.number(
                        "(xy => new Set(mind.page.citizen.picture.id.map((_, i) => xy[2 * i] + '/' + xy[2 * i + 1])).size)"
                                + "(mind.page.citizen.picture.places.xy)"),
                "no two in one place");
    }

    @Test
    void the_same_picture_once_more_moves_nothing_and_offers_no_other_layout() {
        browser.eval("mind.connection.anew(mind.page.citizen.graph)");
        browser.await("it came", "mind.page.citizen.picture !== before && mind.page.citizen.picture.complete");
        assertEquals(0, browser.number(MOVED));
        assertTrue(browser.is("mind.page.citizen.picture.places.followed && !mind.page.citizen.picture.places.kept"));
    }

    @Test
    void all_is_laid_out_anew_where_more_than_a_tenth_of_the_memberships_changed() {
        takeAnew(NODES / 6);
        assertTrue(browser.number(MOVED) > NODES / 2);
        assertTrue(browser.is("document.querySelector('#tools').innerText.indexOf('re-pack') < 0"));
    }

    @Test
    void kept_places_are_laid_out_anew_on_request() {
        takeAnew(40);
        String button =
                "[...document.querySelectorAll('#tools button')].find(b => b.textContent === 're-pack' && !b.hidden)";
        browser.await("the button", button);
        browser.eval(button + ".click()");
        browser.await("other places", MOVED + " > " + NODES / 2);
        browser.await("no button", "!" + button);
        assertTrue(browser.pixels().drawn() > 0.01);
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void placing_a_large_graph_is_spread_over_many_tasks() {
        try (var felix = new StagedCitizen(redis, "felix", 17_000, 176, 20_000, 2)
                .start()
                .running()) {
            browser.await("felix", "mind.world.named('felix')?.live");
            browser.eval("globalThis.tasks = mind.world.steps.tasks");
            browser.eval("mind.page.choose(mind.world.named('felix').graph)");
            browser.await("its picture", "mind.world.named('felix').picture?.complete");
            assertTrue(browser.number("mind.world.steps.tasks - tasks") >= 2);
            assertTrue(felix.nodes > 0);
        }
    }

    @Test
    void the_recording_of_the_last_minute_says_at_each_moment_what_was_told() {
        long seed = System.nanoTime() % 1_000_000;
        Object wrong = browser.driver.executeAsyncScript("""
                const [seed, done] = arguments;
                (async () => {
                  const main = document.querySelector('script[type=module]').src;
                  const { Recorder } = await import(new URL('state/recorder.js', main));
                  let state = seed;
                  const random = () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
                  const [nodes, subs] = [300, 10];
                  const e = new Float32Array(nodes);
                  const subE = new Float32Array(subs);
                  const events = [];
                  const after = []; // each tick: what all energies were
                  for (let frame = 0; frame < 900; frame++) {
                    const t_ms = 1000 + 100 * frame;
                    const rows = Math.floor(400 * random());
                    const delta = { i: Array.from({ length: rows }, () => Math.floor(nodes * random())), e: [] };
                    for (const i of delta.i) delta.e.push(e[i] = Math.fround(random()));
                    for (const [j, i] of delta.i.entries()) delta.e[j] = e[i];
                    const told = { i: [frame % subs], e: [subE[frame % subs] = Math.fround(random())] };
                    events.push({ type: 'delta', frame, t_ms, body: delta }, { type: 'subs', frame, t_ms, body: told });
                    after.push({ t: t_ms, e: e.slice(), subE: subE.slice() });
                  }
                  const wrong = [];
                  const check = (what, recorder, from) => {
                    const now = { e: new Float32Array(nodes), subE: new Float32Array(subs) };
                    let checked = 0;
                    for (const was of after.filter(a => a.t >= from)) {
                      checked++;
                      const known = recorder.energiesAt(was.t, now.e, now.subE);
                      if (!known || now.e.some((x, i) => x !== was.e[i]) || now.subE.some((x, s) => x !== was.subE[s])) wrong.push(`${what} at ${was.t}`);
                    }
                    if (checked < 300) wrong.push(`${what}: only ${checked} checked`);
                  };
                  const play = (recorder, some) => {
                    const e = new Float32Array(nodes);
                    const subE = new Float32Array(subs);
                    const first = after[some[0].frame - 1];
                    if (first) {
                      e.set(first.e);
                      subE.set(first.subE);
                    }
                    recorder.keyframe(some[0].t_ms - 1, e, subE);
                    for (const { type, t_ms, body } of some) {
                      body.i.forEach((i, j) => { (type === 'delta' ? e : subE)[i] = body.e[j]; });
                      recorder.record(t_ms, type, body, { e, subE });
                    }
                    return recorder;
                  };
                  const whole = play(new Recorder(), events);
                  if (whole.latest - whole.oldest < 60000) wrong.push(`only ${whole.latest - whole.oldest} ms kept`);
                  check('whole', whole, whole.oldest);
                  const late = play(new Recorder(), events.filter(event => event.frame >= 600));
                  late.before(events.filter(event => event.frame >= 300 && event.frame < 600), after[599].e.slice(), after[599].subE.slice());
                  check('late', late, 1000 + 100 * 340); // by then each node was told of once
                  done(wrong.slice(0, 5));
                })().catch(problem => done([String(problem)]));
                """, seed);
        assertEquals(List.of(), wrong, "seed " + seed);
    }
}
