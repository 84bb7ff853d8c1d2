// What the panels and the canvas agree on: what is selected, what is told to whom, and when panels are written.

import { mark } from './dom.js';
import { amount, brief, count, title, words } from './format.js';
import { writeAddress } from './address.js';
import { chosenTheme } from './theme.js';
import { Speaker } from './speaker.js';
import { Marking } from './marking.js';
import { Shown } from './shown.js';
import { Journey } from './journey.js';
import { Modes } from './modes.js';
import { csv, save } from './export.js';
import { Past } from './past.js';
import { pressed } from './keys.js';
import { Flat } from './drawing/flat.js';
import { growth } from './drawing/seeds.js';
import { neighbourTowards } from './places/near.js';
import { Cards, stateOf } from './panels/cards.js';
import { Status } from './panels/status.js';
import { Inspector } from './panels/inspector.js';
import { Memory } from './panels/memory.js';
import { Events } from './panels/events.js';
import { Timeline } from './panels/timeline.js';
import { Minimap } from './panels/minimap.js';
import { Search } from './panels/search.js';
import { Toolbar } from './panels/toolbar.js';
import { Controls } from './panels/controls.js';
import { StimulusBox } from './panels/stimulus.js';
import { Stories } from './panels/stories.js';
import { Table } from './panels/table.js';
import { Overlay, awaited } from './panels/overlay.js';

const PANELS_MS = 100;
const STALE_FOG = 0.55;

const $ = id => document.getElementById(id);

export class Page {
  constructor(world, stage, labels, wanted) {
    Object.assign(this, { world, stage, labels, wanted });
    this.shown = new Shown(world, stage, wanted, watched => this.connection.watch(watched));
    this.marking = new Marking(stage);
    this.journey = new Journey(stage, view => this.hand.moved(view));
    this.speaker = new Speaker($('spoken'));
    this.past = new Past((citizen, command, args) => this.ask(citizen, command, args), (...position) => this.connection.recent(...position), () => this.soon(), () => this.world.now());
    this.modes = new Modes($('replay'), this);
    this.panelsAt = 0;
    this.missingTold = '';
  }

  start(connection, hand) {
    this.connection = connection;
    this.hand = hand;
    this.panels();
    this.toolbar = new Toolbar(this);
    const { world, stage } = this;
    stage.onFrame(now => this.afterFrame(now));
    stage.onarrange = () => this.overlay.frames();
    stage.onlost = () => this.soon();
    new ResizeObserver(() => {
      const box = $('stage').getBoundingClientRect();
      stage.resize(box.width, box.height);
    }).observe($('stage'));

    world.on('fleet', () => this.arrive());
    world.on('life', citizen => {
      this.speakOf(citizen);
      this.arrive();
      this.past.sketch(citizen);
      if (!citizen.picture?.places) stage.dirty();
    });
    world.on('picture', citizen => this.appeared(citizen));
    world.on('placed', citizen => {
      this.modes.relaxing.forget(citizen);
      stage.moved(citizen);
      this.soon();
    });
    world.on('energy', () => stage.dirty());
    world.on('reset', citizen => connection.anew(citizen.graph));
    world.on('stimulus', (citizen, body) => this.stimulus.touched(citizen, body));
    for (const kind of ['frame', 'wm', 'log', 'story']) world.on(kind, () => this.soon());

    document.addEventListener('keydown', event => pressed(event, this));
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      for (const citizen of world.order) citizen.flips = []; // what nobody saw is not shown late
      stage.dirty();
      this.soon();
    });
    setInterval(() => this.soon(), 500); // seconds that count by themselves
    this.soon();
  }

  /** Opens the graphics context, which takes its time: call once the words are on screen. */
  openStage() {
    if (!this.stage.start()) this.stage.flat = new Flat($('canvas'));
    this.stage.dirty();
    this.soon();
  }

  panels() {
    const select = (citizen, kind, index, fly) => this.select(citizen, kind, index, fly);
    const ask = (citizen, command, args) => this.ask(citizen, command, args);
    this.cards = new Cards($('cards'), this.world, graph => this.choose(graph));
    this.status = new Status({ where: $('where'), counts: $('counts'), link: $('link') });
    this.inspector = new Inspector({ select, ask, colorOf: (citizen, sub) => this.colorOf(citizen, sub) });
    this.controls = new Controls(this);
    this.memory = new Memory(sub => this.select(this.citizen, 'sub', sub, true));
    this.stimulus = new StimulusBox(this);
    this.events = new Events(line => this.follow(line));
    this.stories = new Stories(this);
    this.timeline = new Timeline($('timeline'), this.world);
    this.minimap = new Minimap($('minimap'), this.stage);
    this.table = new Table($('table'), this);
    this.overlay = new Overlay({ message: $('message'), frames: $('frames'), hint: $('hint') }, this.stage);
    this.search = new Search($('search-box'), $('search-results'), {
      citizen: () => this.citizen, filter: list => this.marking.filter(this.shown.chosen, list), select, ask, focusStage: () => $('stage').focus(),
    });
    $('right').append(this.inspector.root, this.controls.root, this.memory.root, this.stimulus.root, this.events.root, this.stories.root);
    this.timeline.start();
    this.labels.avoid($('legend'), $('minimap'), $('replay'));
    $('skip').addEventListener('click', event => {
      event.preventDefault();
      if ($('table').hidden) this.table.toggle();
    });
  }

  get citizen() {
    return this.shown.citizen;
  }

  arrive() {
    this.shown.arrive();
    this.soon();
  }

  choose(graph) {
    this.leaveModes();
    this.shown.choose(graph);
    this.rearranged();
  }

  /** 'one', 'two' side by side, or 'six'. */
  arrange(layout) {
    this.leaveModes();
    this.shown.arrange(layout);
    this.rearranged();
  }

  rearranged() {
    this.marking.apply();
    this.remember();
    this.soon();
  }

  focusView(view) {
    if (this.shown.chosen === view.citizen.graph) return;
    this.shown.chosen = view.citizen.graph;
    this.remember();
    this.soon();
  }

  leaveModes() {
    this.modes.leave();
    this.journey.follow(false);
    this.marking.filter(null, null);
  }

  /** A picture grew or was completed. */
  appeared(citizen) {
    const { picture } = citizen;
    this.stage.adopt(citizen);
    if (picture.complete) {
      this.marking.refind(citizen);
      this.selectWanted(citizen);
      this.awaitingFirst = picture;
      this.past.fill(citizen);
      this.modes.settle(citizen);
    }
    this.soon();
  }

  /** What the page's address names. */
  selectWanted(citizen) {
    const { wanted } = this;
    if (citizen !== this.citizen || (!wanted.node && !wanted.sub)) return;
    const node = wanted.node ? citizen.picture.indexOf(wanted.node) : -1;
    const sub = wanted.sub ? citizen.picture.subIndexOf(wanted.sub) : -1;
    wanted.node = wanted.sub = '';
    if (node >= 0) this.select(citizen, 'node', node, true);
    else if (sub >= 0) this.select(citizen, 'sub', sub, true);
  }

  ask(citizen, command, args) {
    return this.connection.command(citizen.graph, command, args);
  }

  speak(text) {
    this.speaker.speak(text);
  }

  colorOf(citizen, sub) {
    const colors = this.stage.scenes.get(citizen.graph)?.colors;
    return colors && sub >= 0 ? [colors[3 * sub], colors[3 * sub + 1], colors[3 * sub + 2]] : this.stage.palette.quiet;
  }

  select(citizen, kind, index, fly = false) {
    if (!citizen) return;
    this.shown.chosen = citizen.graph;
    this.marking.select(citizen, kind, index);
    if (kind && fly && index >= 0 && citizen.picture?.places) {
      if (!$('table').hidden) this.table.toggle();
      this.journey.to(citizen, kind, index);
    }
    this.remember();
    this.soon();
  }

  selectId(citizen, id) {
    const { picture } = citizen;
    if (!picture?.complete) return;
    const node = picture.indexOf(id);
    const sub = picture.subIndexOf(id);
    if (node >= 0) this.select(citizen, 'node', node, true);
    else if (sub >= 0) this.select(citizen, 'sub', sub, true);
  }

  open(citizen, sub) {
    this.select(citizen, 'sub', sub, true);
  }

  /** Esc: first the modes, then what is filtered or selected, then the whole picture. */
  back() {
    const { modes, marking } = this;
    if (!$('table').hidden) this.table.toggle();
    else if (modes.replay.on) modes.replay.stop();
    else if (modes.difference.citizen) modes.toggleDifference();
    else if (marking.filtered) {
      $('search-box').value = '';
      marking.filter(null, null);
    } else if (marking.of(this.citizen)) this.select(this.citizen, null, -1);
    else this.journey.home();
  }

  hover(pick, x, y) {
    const key = pick ? `${pick.view?.citizen.graph}/${pick.node}/${pick.sub}` : '';
    const changed = key !== this.hoverKey;
    this.hoverKey = key;
    this.overlay.hint(pick, x, y, changed);
    if (changed) {
      this.marking.point(pick);
      this.soon();
    }
  }

  /** Arrow keys: the neighbour of the selected node that lies most in that direction; true if a node is selected. */
  walk(view, direction) {
    const { citizen } = view;
    const { picture } = citizen;
    const selected = this.marking.of(citizen);
    if (!picture?.complete || selected?.kind !== 'node') return false;
    const best = neighbourTowards(picture, selected.index, direction);
    if (best >= 0) {
      this.select(citizen, 'node', best, true);
      this.speak(`${picture.name[best]}, energy ${amount(picture.e[best])}`);
    } else this.speak('no neighbour that way');
    return true;
  }

  /** To what a line of the list of events is about. */
  follow(line) {
    const { citizen } = this;
    if (!citizen?.picture?.places) return;
    if (line.node >= 0) this.select(citizen, 'node', line.node, true);
    else if (line.sub >= 0) this.select(citizen, 'sub', line.sub, true);
    else if (line.subId || line.nodeId) this.selectId(citizen, line.subId ?? line.nodeId);
  }

  saveCsv() {
    const { citizen } = this;
    if (citizen?.picture?.complete) save(csv(citizen.picture), `${citizen.name}.csv`);
  }

  retheme() {
    this.stage.applyTheme();
    this.timeline.retheme();
    this.marking.apply();
    this.soon();
  }

  remember() {
    const { citizen } = this;
    const selected = this.marking.of(citizen);
    writeAddress(location, history, {
      citizen: citizen?.name,
      node: selected?.kind === 'node' ? selected.id : '',
      sub: selected?.kind === 'sub' ? selected.id : '',
      view: this.shown.layout === 'one' ? '' : this.shown.layout,
      theme: this.wanted.theme ? chosenTheme() : '',
    });
  }

  /** Panels are written at most ten times a second, whatever happens. */
  soon() {
    if (this.panelsDue) return;
    this.panelsDue = true;
    setTimeout(() => {
      this.panelsDue = false;
      this.panelsAt = performance.now();
      if (!document.hidden) this.draw();
    }, Math.max(0, PANELS_MS - (performance.now() - this.panelsAt)));
  }

  draw() {
    const { subject, layout, other } = this.shown;
    const now = Date.now();
    this.cards.draw(new Set(layout === 'one' ? [subject?.graph] : []), now);
    this.status.draw(subject, layout === 'six', this.connection.state, this.stage);
    this.inspector.draw(subject, this.marking.of(subject));
    for (const part of [this.controls, this.memory, this.stimulus, this.events]) part.root.hidden = !subject;
    if (subject) {
      this.controls.draw(subject, this.world);
      this.memory.draw(subject, sub => this.colorOf(subject, sub));
      this.stimulus.draw(subject);
      this.events.draw(subject);
      this.stories.draw(subject);
      this.timeline.draw(subject, this.world.now(), other);
    }
    this.table.draw(subject, this.world);
    this.overlay.renew();
    this.drawMessage(subject);
    this.toolbar.draw(subject);
    this.describe(subject);
    this.fog();
  }

  drawMessage(subject) {
    const told = awaited(subject, this.shown.layout !== 'one', this.world, this.connection.state);
    const { missing } = this.shown;
    if (missing) Object.assign(told, { head: `No citizen "${brief(missing)}"`, text: `Shown is ${title(subject.name)}; choose another by its card` });
    if (missing !== this.missingTold) {
      this.missingTold = missing;
      if (missing) this.speak(`${told.head}. ${told.text}`);
    }
    if (this.stage.lost) Object.assign(told, { head: 'The graphics card is busy elsewhere', text: 'The picture comes back by itself' });
    else if (this.stage.flat && !told.head) told.text = 'This browser has no WebGL 2: subentities are shown as circles';
    const drawn = missing ? subject.picture?.complete : subject && growth(subject);
    this.overlay.message(told, Boolean(this.stage.flat || drawn));
  }

  /** A picture nobody keeps up to date recedes; so does all that is not marked. */
  fog() {
    const now = Date.now();
    for (const view of this.stage.views) {
      const { citizen } = view;
      const stale = Boolean(citizen.picture?.places) && (!citizen.live || citizen.staleSeconds(now) > 0 || this.connection.state.word !== 'live');
      const fog = Math.max(view.markFog ?? 0, stale ? STALE_FOG : 0);
      if (fog !== view.fog) {
        view.fog = fog;
        this.stage.dirty();
      }
    }
  }

  /** After each frame: what lies over the canvas, and what goes on from frame to frame. */
  afterFrame(now) {
    this.labels.draw();
    this.minimap.draw();
    if (this.modes.replay.frame(now)) this.stage.dirty();
    this.journey.frame(now, this.citizen);
    const picture = this.awaitingFirst;
    if (picture && this.stage.views.some(view => view.citizen.picture === picture)) {
      this.awaitingFirst = null;
      requestAnimationFrame(() => mark(document.documentElement, 'data-first-picture', String(Math.round(performance.now() - picture.heardAt))));
    }
  }

  /** The page in a few words: its title, and what a screen reader hears of the canvas. */
  describe(citizen) {
    const picture = citizen?.picture;
    const alone = this.shown.layout === 'one';
    const titled = alone && citizen ? `${title(citizen.name)} · Mind` : 'Mind';
    if (document.title !== titled) document.title = titled;
    let text = 'No graph yet';
    if (!alone) text = `${this.stage.views.length} citizens: ${this.stage.views.map(v => `${v.citizen.name} ${stateOf(v.citizen).word}`).join(', ')}`;
    else if (picture?.complete) {
      const most = picture.mostActive();
      text = `${count(picture.nodes)} nodes, ${count(picture.subs)} subentities${most >= 0 ? `, most active: ${words(picture.subName[most])}` : ''}`;
    } else if (citizen) text = `${citizen.name}, ${stateOf(citizen).word}`;
    mark($('canvas'), 'aria-label', text);
  }

  speakOf(citizen) {
    if (citizen.spoken !== undefined && citizen.spoken !== citizen.state) this.speak(`${citizen.name} ${stateOf(citizen).word}`);
    citizen.spoken = citizen.state;
  }
}
