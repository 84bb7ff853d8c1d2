// What the panels and the canvas agree on: which citizens are shown, what is selected, what a key does.

import { mark } from './dom.js';
import { amount, count, words } from './format.js';
import { writeAddress } from './address.js';
import { chosenTheme } from './theme.js';
import { Speaker } from './speaker.js';
import { Marking } from './marking.js';
import { csv, save } from './export.js';
import { Past } from './past.js';
import { pressed } from './keys.js';
import { Relaxing } from './places/relax.js';
import { Flat } from './drawing/flat.js';
import { growth } from './drawing/seeds.js';
import { FLIGHT_MS } from './drawing/hand.js';
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
import { Replay, Difference } from './panels/replay.js';
import { Overlay, awaited } from './panels/overlay.js';

const PANELS_MS = 100;
const FOLLOW_MS = 3000;
const STALE_FOG = 0.55;
const SIX_HZ = 5;

const $ = id => document.getElementById(id);

export class Page {
  constructor(world, stage, labels, wanted) {
    Object.assign(this, { world, stage, labels, wanted });
    this.chosen = null;  // graph of the citizen that panels are about
    this.layout = ['six', 'two'].includes(wanted.view) ? wanted.view : 'one';
    this.marking = new Marking(stage);
    this.speaker = new Speaker($('spoken'));
    this.relaxing = new Relaxing(stage);
    this.past = new Past((citizen, command, args) => this.ask(citizen, command, args), (...position) => this.connection.recent(...position), () => this.soon());
    this.panelsAt = 0;
  }

  start(connection, hand) {
    this.connection = connection;
    this.hand = hand;
    this.panels();
    this.toolbar = new Toolbar(this);
    this.stage.onFrame(now => this.afterFrame(now));
    this.stage.onarrange = () => this.overlay.frames();
    this.stage.onlost = () => this.soon();
    new ResizeObserver(() => {
      const box = $('stage').getBoundingClientRect();
      this.stage.resize(box.width, box.height);
    }).observe($('stage'));

    const { world, stage } = this;
    world.on('fleet', () => this.arrive());
    world.on('life', citizen => {
      this.speakOf(citizen);
      this.arrive();
      this.past.sketch(citizen);
      if (!citizen.picture?.places) stage.dirty();
    });
    world.on('picture', citizen => this.appeared(citizen));
    world.on('placed', citizen => {
      this.relaxing.forget(citizen);
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
    this.replay = new Replay($('replay'), this.stage, this);
    this.difference = new Difference(this.stage);
    this.overlay = new Overlay({ message: $('message'), frames: $('frames'), hint: $('hint') }, this.stage);
    this.search = new Search($('search-box'), $('search-results'), {
      citizen: () => this.citizen, filter: list => this.marking.filter(this.chosen, list), select, ask, focusStage: () => $('stage').focus(),
    });
    $('right').append(this.inspector.root, this.controls.root, this.memory.root, this.stimulus.root, this.events.root, this.stories.root);
    this.timeline.start();
    $('skip').addEventListener('click', event => {
      event.preventDefault();
      if ($('table').hidden) this.table.toggle();
    });
  }

  get citizen() {
    return this.world.get(this.chosen);
  }

  /** The citizen that panels are about: the chosen one, or the first of the list while nobody chose. */
  get subject() {
    return this.citizen ?? this.world.get(this.preview);
  }

  viewIndex() {
    return Math.max(0, this.stage.views.findIndex(view => view.citizen.graph === this.chosen));
  }

  /** The list of citizens changed, or one became able to show something: choose if nobody did, watch what is shown. */
  arrive() {
    const { world, wanted } = this;
    if (!this.citizen && world.order.length) {
      const named = wanted.citizen && world.named(wanted.citizen);
      const first = named || (wanted.citizen ? null : world.order.find(c => c.live));
      this.chosen = first ? first.graph : null;
      this.preview = world.order[0].graph;
    }
    this.show();
    this.soon();
  }

  shownCitizens() {
    const { order } = this.world;
    const { subject } = this;
    if (this.layout === 'six') return order.slice(0, 6);
    if (!subject) return [];
    if (this.layout === 'two' && order.length > 1) return [subject, order[(order.indexOf(subject) + 1) % order.length]];
    return [subject];
  }

  show() {
    const citizens = this.layout === 'two' && this.pair?.every(c => this.world.order.includes(c)) && this.pair.includes(this.subject) ? this.pair : this.shownCitizens();
    this.pair = this.layout === 'two' ? citizens : null;
    const before = this.stage.views;
    this.stage.show(citizens);
    if (this.stage.views !== before) for (const citizen of citizens) if (citizen.picture) this.stage.adopt(citizen);
    this.connection.watch(citizens.map(({ graph }) => ({ graph, stories: citizens.length === 1, maxHz: citizens.length > 2 ? SIX_HZ : 0 })));
    this.stage.dirty();
  }

  choose(graph) {
    this.leaveModes();
    this.chosen = graph;
    this.wanted.citizen = '';
    this.arrange('one');
  }

  arrange(layout) {
    this.leaveModes();
    this.layout = layout;
    if (!this.chosen && this.subject) this.chosen = this.subject.graph;
    this.show();
    this.marking.apply();
    this.remember();
    this.soon();
  }

  focusView(view) {
    if (this.chosen === view.citizen.graph) return;
    this.chosen = view.citizen.graph;
    this.remember();
    this.soon();
  }

  leaveModes() {
    this.replay.stop();
    if (this.difference.citizen) this.difference.set(this.difference.citizen, false);
    this.following = false;
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
    }
    this.soon();
  }

  /** What the page's address names. */
  selectWanted(citizen) {
    const { wanted } = this;
    if (citizen.graph !== this.chosen || (!wanted.node && !wanted.sub)) return;
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
    if (citizen.graph !== this.chosen) this.chosen = citizen.graph;
    this.marking.select(citizen, kind, index);
    if (kind && fly && index >= 0 && citizen.picture?.places) {
      if (!$('table').hidden) this.table.toggle();
      this.flyTo(citizen, kind, index);
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

  flyTo(citizen, kind, index) {
    const view = this.stage.views.find(v => v.citizen === citizen);
    if (!view) return;
    const { xy, circle } = citizen.picture.places;
    const { camera, rect } = view;
    const ms = this.stage.still ? 0 : FLIGHT_MS;
    if (kind === 'node') camera.flyTo(xy[2 * index], xy[2 * index + 1], Math.max(camera.scale, camera.fitScale * 3.2), ms);
    else camera.flyTo(circle[3 * index], circle[3 * index + 1], Math.min(rect.w, rect.h) / (circle[3 * index + 2] * 2 * 1.35), ms);
    this.hand.moved(view);
  }

  open(citizen, sub) {
    this.select(citizen, 'sub', sub, true);
  }

  /** Esc: first the modes, then what is filtered or selected, then the whole picture. */
  back() {
    if (!$('table').hidden) this.table.toggle();
    else if (this.replay.on) this.replay.stop();
    else if (this.difference.citizen) this.toggleDifference();
    else if (this.marking.filtered) {
      $('search-box').value = '';
      this.marking.filter(null, null);
    } else if (this.marking.of(this.citizen)) this.select(this.citizen, null, -1);
    else this.fit();
  }

  fit() {
    for (const view of this.stage.views) {
      view.camera.flyHome(this.stage.still ? 0 : FLIGHT_MS);
      this.hand.moved(view);
    }
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

  follow(line) {
    const { citizen } = this;
    if (!citizen?.picture?.places) return;
    if (line.node >= 0) this.select(citizen, 'node', line.node, true);
    else if (line.sub >= 0) this.select(citizen, 'sub', line.sub, true);
    else if (line.subId || line.nodeId) this.selectId(citizen, line.subId ?? line.nodeId);
  }

  async toggleReplay() {
    const { citizen, replay } = this;
    if (replay.on) replay.stop();
    else if (citizen?.picture?.complete && this.stage.ready) {
      if (this.difference.citizen) this.toggleDifference();
      await this.past.earlier(citizen);
      if (this.citizen === citizen) replay.start(citizen);
    }
    this.soon();
  }

  toggleDifference() {
    const { citizen, difference } = this;
    this.replay.stop();
    if (difference.citizen) difference.set(difference.citizen, false);
    else if (citizen?.picture?.complete && this.stage.ready) {
      difference.set(citizen, true);
      this.past.earlier(citizen);
    }
    this.soon();
  }

  toggleForces() {
    const { citizen } = this;
    if (!citizen?.picture?.complete || !this.stage.ready) return;
    if (this.relaxing.has(citizen)) this.relaxing.undo(citizen);
    else this.relaxing.start(citizen);
    this.soon();
  }

  toggleFollow() {
    this.following = !this.following;
    this.followAt = 0;
    this.stage.dirty();
    this.soon();
  }

  toggleEmotion() {
    const scene = this.citizen && this.stage.scenes.get(this.citizen.graph);
    if (!scene) return;
    scene.emotion = !scene.emotion;
    scene.recolor();
    this.stage.dirty();
    this.soon();
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
      view: this.layout === 'one' ? '' : this.layout,
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
    const { subject } = this;
    const now = Date.now();
    this.cards.draw(new Set(this.layout === 'one' ? [subject?.graph] : []), now);
    this.status.draw(subject, this.layout === 'six', this.connection.state, this.stage);
    this.inspector.draw(subject, this.marking.of(subject));
    if (subject) {
      this.controls.draw(subject, this.world);
      this.memory.draw(subject, sub => this.colorOf(subject, sub));
      this.stimulus.draw(subject);
      this.events.draw(subject);
      this.stories.draw(subject);
      this.timeline.draw(subject, now, this.layout === 'two' ? this.stage.views.find(view => view.citizen !== subject)?.citizen ?? null : null);
    }
    for (const part of [this.controls, this.memory, this.stimulus, this.events]) if (!subject) part.root.hidden = true;
    this.events.root.hidden = !subject;
    this.table.draw(subject, this.world);
    this.overlay.renew();
    this.drawMessage(subject);
    this.toolbar.draw(subject);
    this.describe(subject);
    this.fog();
  }

  drawMessage(subject) {
    const told = awaited(subject, this.layout !== 'one', this.world, this.connection.state);
    if (this.stage.lost) Object.assign(told, { head: 'The graphics card is busy elsewhere', text: 'The picture comes back by itself' });
    else if (this.stage.flat && !told.head) told.text = 'This browser has no WebGL 2: subentities are shown as circles';
    this.overlay.message(told, Boolean(this.stage.flat || (subject && growth(subject))));
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
    if (this.replay.frame(now)) this.stage.dirty();
    if (this.following && now - this.followAt > FOLLOW_MS) this.followMost(now);
    const picture = this.awaitingFirst;
    if (picture && this.stage.views.some(view => view.citizen.picture === picture)) {
      this.awaitingFirst = null;
      requestAnimationFrame(() => mark(document.documentElement, 'data-first-picture', String(Math.round(performance.now() - picture.heardAt))));
    }
  }

  followMost(now) {
    this.followAt = now;
    const { citizen } = this;
    const picture = citizen?.picture;
    if (!picture?.complete || this.layout !== 'one') return;
    const most = picture.mostActive();
    if (most >= 0 && most !== this.followed) {
      this.followed = most;
      this.flyTo(citizen, 'sub', most);
    }
  }

  describe(citizen) {
    const picture = citizen?.picture;
    let text = 'No graph yet';
    if (this.layout !== 'one') text = `${this.stage.views.length} citizens: ${this.stage.views.map(v => `${v.citizen.name} ${stateOf(v.citizen).word}`).join(', ')}`;
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
