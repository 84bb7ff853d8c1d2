// What the panels and the canvas agree on: which citizens are shown, what is selected, what a key does.

import { el, say, mark, paint } from './dom.js';
import { count, words, title, amount } from './format.js';
import { writeAddress } from './address.js';
import { chosenTheme, chooseTheme, theme } from './theme.js';
import { Cards, stateOf, doing } from './panels/cards.js';
import { Status } from './panels/status.js';
import { Inspector } from './panels/inspector.js';
import { Memory } from './panels/memory.js';
import { Events } from './panels/events.js';
import { Timeline } from './panels/timeline.js';
import { Minimap } from './panels/minimap.js';
import { Search } from './panels/search.js';
import { FLIGHT_MS } from './drawing/hand.js';

const SIX = 'six';
const SPOKEN_MS = 2000;
const PANELS_MS = 100;

const $ = id => document.getElementById(id);

export class Page {
  constructor(world, stage, labels, wanted) {
    this.world = world;
    this.stage = stage;
    this.labels = labels;
    this.wanted = wanted;
    this.chosen = null;       // graph of the citizen in the middle
    this.six = wanted.view === SIX;
    this.selections = new Map(); // graph -> {kind, id, index}
    this.hovered = null;
    this.filtered = null;
    this.spokenAt = 0;
    this.panelsAt = 0;
  }

  start(connection, hand, token) {
    this.connection = connection;
    this.hand = hand;
    this.token = token;
    this.cards = new Cards($('cards'), this.world, graph => this.choose(graph));
    this.status = new Status({ where: $('where'), counts: $('counts'), link: $('link') });
    this.inspector = new Inspector({
      select: (citizen, kind, index, fly) => this.select(citizen, kind, index, fly),
      ask: (citizen, command, args) => this.ask(citizen, command, args),
      colorOf: (citizen, sub) => this.colorOf(citizen, sub),
    });
    this.memory = new Memory(sub => this.select(this.citizen, 'sub', sub, true));
    this.events = new Events(line => this.follow(line));
    this.timeline = new Timeline($('timeline'), this.world);
    this.minimap = new Minimap($('minimap'), this.stage);
    this.search = new Search($('search-box'), $('search-results'), {
      citizen: () => this.citizen,
      filter: (list, query) => this.filter(list, query),
      select: (citizen, kind, index, fly) => this.select(citizen, kind, index, fly),
      ask: (citizen, command, args) => this.ask(citizen, command, args),
      focusStage: () => $('stage').focus(),
    });
    $('right').append(this.inspector.root, this.memory.root, this.events.root);
    this.timeline.start();
    this.legend();
    this.tools();

    if (!this.stage.start()) this.withoutWebGl();
    this.stage.onFrame(() => this.drawOver());
    this.stage.onarrange = () => this.frames();
    new ResizeObserver(() => {
      const box = $('stage').getBoundingClientRect();
      this.stage.resize(box.width, box.height);
    }).observe($('stage'));

    const { world, stage } = this;
    world.on('fleet', () => this.arrive());
    world.on('life', citizen => {
      this.speakOf(citizen);
      this.arrive();
      if (!citizen.picture?.places) stage.dirty();
    });
    world.on('picture', citizen => this.appeared(citizen));
    world.on('energy', () => stage.dirty());
    world.on('reset', citizen => connection.anew(citizen.graph));
    for (const kind of ['frame', 'wm', 'log', 'story']) world.on(kind, () => this.soon());

    document.addEventListener('keydown', event => this.key(event));
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) return;
      for (const citizen of world.order) citizen.flips = []; // what nobody saw is not shown late
      stage.dirty();
      this.soon();
    });
    setInterval(() => this.soon(), 500); // seconds that count by themselves
    this.soon();
  }

  get citizen() {
    return this.world.get(this.chosen);
  }

  viewIndex() {
    return Math.max(0, this.stage.views.findIndex(view => view.citizen.graph === this.chosen));
  }

  /** The list of citizens changed, or one became able to show something: choose if nobody did, watch what is shown. */
  arrive() {
    const { world, wanted } = this;
    if (!this.chosen && world.order.length) {
      const named = wanted.citizen && world.named(wanted.citizen);
      const first = named || (wanted.citizen ? null : world.order.find(c => c.live) ?? null);
      if (first) this.chosen = first.graph;
      else if (!wanted.citizen) this.preview = world.order[0].graph;
    }
    this.show();
    this.soon();
  }

  shownCitizens() {
    if (this.six) return this.world.order.slice(0, 6);
    const one = this.citizen ?? this.world.get(this.preview);
    return one ? [one] : [];
  }

  show() {
    const citizens = this.shownCitizens();
    this.stage.show(citizens);
    for (const citizen of citizens) if (citizen.picture) this.stage.adopt(citizen);
    this.connection.watch(citizens.map(({ graph }) => ({ graph, stories: !this.six || graph === this.chosen, maxHz: this.six ? 5 : 0 })));
    this.stage.dirty();
  }

  choose(graph) {
    this.chosen = graph;
    this.six = false;
    this.filter(null, '');
    this.show();
    this.remember();
    this.soon();
  }

  showSix(on) {
    this.six = on;
    this.filter(null, '');
    if (!this.chosen && this.world.order.length) this.chosen = this.world.order[0].graph;
    this.show();
    this.remember();
    this.soon();
  }

  focusView(view) {
    if (this.chosen === view.citizen.graph) return;
    this.chosen = view.citizen.graph;
    this.show();
    this.remember();
    this.soon();
  }

  /** A picture grew or was completed. */
  appeared(citizen) {
    const { picture } = citizen;
    this.stage.adopt(citizen);
    if (picture.complete) {
      const selected = this.selections.get(citizen.graph);
      if (selected) this.reselect(citizen, selected);
      else if (citizen.graph === this.chosen && (this.wanted.node || this.wanted.sub)) {
        const node = this.wanted.node ? picture.indexOf(this.wanted.node) : -1;
        const sub = this.wanted.sub ? picture.subIndexOf(this.wanted.sub) : -1;
        if (node >= 0) this.select(citizen, 'node', node, true);
        else if (sub >= 0) this.select(citizen, 'sub', sub, true);
        this.wanted.node = this.wanted.sub = '';
      }
      this.stage.onceDrawn = () => mark(document.documentElement, 'data-first-picture', String(Math.round(performance.now() - picture.completeAt)));
      this.prefill(citizen);
    }
    this.soon();
  }

  /** After a new picture the same node may have another index; a node that is gone is no longer selected. */
  reselect(citizen, selected) {
    const index = selected.kind === 'node' ? citizen.picture.indexOf(selected.id) : citizen.picture.subIndexOf(selected.id);
    if (index < 0) this.selections.delete(citizen.graph);
    else selected.index = index;
    this.applySelection();
  }

  /** What the worker remembers of the time before this page looked. */
  async prefill(citizen) {
    if (citizen.prefilled) return;
    citizen.prefilled = true;
    const metrics = { e: 'total_energy', active: 'active_nodes', flips: 'flips', p50: 'tick_ms_p50', p99: 'tick_ms_p99', rho: 'rho' };
    const columns = {};
    for (const [name, metric] of Object.entries(metrics)) {
      try {
        const told = await this.connection.command(citizen.graph, 'history', { metric, seconds: 3600 });
        if (told?.t_ms?.length) columns[name] = told;
      } catch {
        return; // an engine that keeps no history leaves the chart to what is seen from now on
      }
    }
    citizen.series.prefill(columns);
  }

  ask(citizen, command, args) {
    return this.connection.command(citizen.graph, command, args);
  }

  colorOf(citizen, sub) {
    const colors = this.stage.scenes.get(citizen.graph)?.colors;
    return colors && sub >= 0 ? [colors[3 * sub], colors[3 * sub + 1], colors[3 * sub + 2]] : this.stage.palette.quiet;
  }

  get selection() {
    return this.selections.get(this.chosen);
  }

  select(citizen, kind, index, fly = false) {
    if (!citizen) return;
    if (citizen.graph !== this.chosen) {
      this.chosen = citizen.graph;
      this.show();
    }
    const { picture } = citizen;
    if (!kind || index < 0 || !picture?.places) this.selections.delete(citizen.graph);
    else {
      this.selections.set(citizen.graph, { kind, index, id: kind === 'node' ? picture.id[index] : picture.subId[index] });
      if (fly) this.flyTo(citizen, kind, index);
    }
    this.applySelection();
    this.remember();
    this.soon();
  }

  flyTo(citizen, kind, index) {
    const view = this.stage.views.find(v => v.citizen === citizen);
    const { xy, circle } = citizen.picture.places;
    if (!view) return;
    const { camera, rect } = view;
    const ms = this.stage.still ? 0 : FLIGHT_MS;
    if (kind === 'node') camera.flyTo(xy[2 * index], xy[2 * index + 1], Math.max(camera.scale, camera.fitScale * 3.2), ms);
    else camera.flyTo(circle[3 * index], circle[3 * index + 1], Math.min(rect.w, rect.h) / (circle[3 * index + 2] * 2 * 1.35), ms);
    view.restedAt = performance.now();
    this.stage.dirty();
  }

  open(citizen, sub) {
    this.select(citizen, 'sub', sub, true);
  }

  /** Esc: first what is selected or filtered, then the whole picture. */
  back() {
    if (this.filtered || $('search-box').value) {
      $('search-box').value = '';
      this.filter(null, '');
    } else if (this.selection) this.select(this.citizen, null, -1);
    else this.fit();
  }

  fit() {
    for (const view of this.stage.views) {
      view.camera.flyHome(this.stage.still ? 0 : FLIGHT_MS);
      view.restedAt = performance.now();
    }
    this.stage.dirty();
  }

  filter(list, query) {
    this.filtered = list ? { graph: this.chosen, list, query } : null;
    this.applySelection();
  }

  hover(pick, x, y) {
    const hint = $('hint');
    const picture = pick?.view?.citizen.picture;
    const key = pick ? `${pick.view?.citizen.graph}/${pick.node}/${pick.sub}` : '';
    if (pick && (pick.node >= 0 || (pick.sub >= 0 && this.stage.views.length > 1))) {
      if (key !== this.hoverKey) {
        const name = pick.node >= 0 ? picture.name[pick.node] : words(picture.subName[pick.sub]);
        const note = pick.node >= 0
          ? `${words(picture.nodeTypes[picture.type[pick.node]] ?? '')} · energy ${amount(picture.e[pick.node])} of ${amount(picture.t[pick.node])}`
          : `energy ${amount(picture.subE[pick.sub])} of ${amount(picture.subT[pick.sub])}`;
        hint.replaceChildren(el('b', { text: name }), el('span', { class: 'quiet', text: note }));
      }
      hint.hidden = false;
      const room = this.stage.width - 280;
      paint(hint, 'transform', `translate(${Math.round(Math.min(x + 14, Math.max(4, room)))}px, ${Math.round(y + 14)}px)`);
    } else hint.hidden = true;
    if (key === this.hoverKey) return;
    this.hoverKey = key;
    this.hovered = pick?.view ? pick : null;
    this.applySelection();
  }

  /** Tells the canvas what to mark: what a filter found, else the neighbours of what is pointed at or selected. */
  applySelection() {
    const { stage } = this;
    for (const view of stage.views) {
      const { citizen } = view;
      const scene = stage.scenes.get(citizen.graph);
      const { picture } = citizen;
      if (!scene?.placed || !picture) continue;
      const selected = this.selections.get(citizen.graph);
      const hovered = this.hovered?.view === view ? this.hovered : null;
      const node = hovered?.node >= 0 ? hovered.node : selected?.kind === 'node' ? selected.index : -1;
      view.hoverSub = hovered && hovered.node < 0 ? hovered.sub : -1;
      view.selectedSub = selected?.kind === 'sub' ? selected.index : -1;
      if (this.filtered?.graph === citizen.graph) {
        scene.mark(this.filtered.list);
        view.mark = 0.72;
      } else if (hovered?.node >= 0 && picture.complete) {
        scene.mark([...new Set([node, ...picture.linksOf(node).map(l => l.other).filter(o => o < picture.nodes)])]);
        view.mark = 0.6;
      } else {
        scene.mark([]);
        view.mark = 0;
      }
      const ringed = selected?.kind === 'node' ? selected.index : -1;
      scene.select(ringed, ringed >= 0 ? picture.membershipsOf(ringed).slice(1).map(m => m.sub) : [], stage.nodeRadius(view) * 1.5);
      scene.energyVersion = -1;
    }
    stage.dirty();
  }

  /** Arrow keys: the neighbour of the selected node that lies most in that direction; true if there was one to go to. */
  walk(view, [dx, dy]) {
    const { citizen } = view;
    const { picture } = citizen;
    const selected = this.selections.get(citizen.graph);
    if (!picture?.complete || selected?.kind !== 'node') return false;
    const { xy } = picture.places;
    const from = selected.index;
    let best = -1;
    let most = 0;
    for (const { other } of picture.linksOf(from)) {
      if (other >= picture.nodes || other === from) continue;
      const vx = xy[2 * other] - xy[2 * from];
      const vy = xy[2 * other + 1] - xy[2 * from + 1];
      const along = (vx * dx + vy * dy) / (Math.hypot(vx, vy) || 1);
      if (along > most + 1e-6) {
        most = along;
        best = other;
      }
    }
    if (best < 0 || most < 0.3) return true; // nothing that way: stay, rather than lose the node by panning
    this.select(citizen, 'node', best, true);
    this.speak(`${picture.name[best]}, energy ${amount(picture.e[best])}`);
    return true;
  }

  follow(line) {
    const { citizen } = this;
    const picture = citizen?.picture;
    if (!picture?.places) return;
    if (line.node >= 0) this.select(citizen, 'node', line.node, true);
    else if (line.sub >= 0) this.select(citizen, 'sub', line.sub, true);
    else if (line.subId && picture.subIndexOf(line.subId) >= 0) this.select(citizen, 'sub', picture.subIndexOf(line.subId), true);
    else if (line.nodeId && picture.indexOf(line.nodeId) >= 0) this.select(citizen, 'node', picture.indexOf(line.nodeId), true);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (typing || document.querySelector('dialog[open]')) return;
    const { order } = this.world;
    if (event.key === '/') $('search-box').focus();
    else if (event.key >= '1' && event.key <= '9' && order[event.key - 1]) this.choose(order[event.key - 1].graph);
    else if (event.key === '0') this.showSix(!this.six);
    else if (event.key === 'f') this.fit();
    else if (event.key === '[') document.body.classList.toggle('left-folded');
    else if (event.key === ']') document.body.classList.toggle('right-folded');
    else if (event.key === 'Escape') this.back();
    else if ($('stage').contains(event.target) && this.hand.key(event)) { /* a move of the camera */ } else return;
    event.preventDefault();
  }

  tools() {
    this.themeButton = el('button', { type: 'button', onclick: () => {
      chooseTheme(theme() === 'dark' ? 'light' : 'dark');
      this.remember();
    } });
    $('tools').append(this.themeButton);
    this.sixButton = el('button', { type: 'button', text: 'All six', title: 'key 0', onclick: () => this.showSix(!this.six) });
    $('all').append(this.sixButton);
  }

  legend() {
    $('legend').append(
      el('div', { text: 'energy' }), el('div', { class: 'ramp' }),
      el('div', { class: 'keys' }, el('span', { text: 'rest · threshold · peak' }), el('span', { text: '◯ flip' }), el('span', { text: '⟶ flow' })));
  }

  retheme() {
    this.stage.applyTheme();
    this.timeline.retheme();
    this.applySelection();
    this.soon();
  }

  withoutWebGl() {
    say($('message'), '');
    this.noGl = true;
  }

  remember() {
    const { citizen, selection } = this;
    writeAddress(location, history, {
      citizen: citizen?.name,
      node: selection?.kind === 'node' ? selection.id : '',
      sub: selection?.kind === 'sub' ? selection.id : '',
      view: this.six ? SIX : '',
      theme: chosenTheme() && this.wanted.theme ? chosenTheme() : '',
    });
  }

  /** Panels are written at most ten times a second, whatever happens. */
  soon() {
    if (this.panelsDue) return;
    this.panelsDue = true;
    const wait = Math.max(0, PANELS_MS - (performance.now() - this.panelsAt));
    setTimeout(() => {
      this.panelsDue = false;
      this.panelsAt = performance.now();
      if (!document.hidden) this.draw();
    }, wait);
  }

  draw() {
    const citizen = this.citizen ?? this.world.get(this.preview);
    const now = Date.now();
    this.cards.draw(new Set(this.six ? [] : [citizen?.graph]), now);
    this.status.draw(citizen, this.six, this.connection.state, this.stage);
    mark(this.sixButton, 'aria-pressed', String(this.six));
    say(this.sixButton, this.world.order.length > 1 ? `All ${Math.min(6, this.world.order.length)}` : 'All');
    say(this.themeButton, theme() === 'dark' ? '☾ dark' : '☀ light');
    this.inspector.draw(citizen, this.selection);
    if (citizen) {
      this.memory.draw(citizen, sub => this.colorOf(citizen, sub));
      this.events.draw(citizen);
      this.timeline.draw(citizen, now);
    } else this.memory.root.hidden = true;
    this.message(citizen);
    this.drawFrames();
    this.describe(citizen);
    for (const view of this.stage.views) {
      const fog = Math.max(view.mark ?? 0, this.faded(view.citizen) ? 0.55 : 0);
      if (fog !== view.fog) {
        view.fog = fog;
        this.stage.dirty();
      }
    }
  }

  /** A picture nobody keeps up to date recedes. */
  faded(citizen) {
    return Boolean(citizen.picture?.places) && (!citizen.live || citizen.staleSeconds(Date.now()) > 0 || this.connection.state.word !== 'live');
  }

  /** In the middle while there is nothing to see: what is awaited and how far it is. */
  message(citizen) {
    const box = $('message');
    let head = '';
    let text = '';
    const link = this.connection.state;
    if (!citizen) {
      if (link.word !== 'live') {
        head = link.word === 'ended' ? 'No connection' : 'Connecting to the gateway';
        text = link.reason;
      } else if (this.world.order.length) head = 'Choose a citizen';
      else {
        head = this.world.looking ? 'Looking for citizens' : 'No citizens yet';
        text = this.world.reason || (this.world.looking ? '' : 'Fill a graph with "mind seed", then "mind start NAME"');
      }
    } else if (!this.six && !citizen.picture?.complete) {
      const { word } = stateOf(citizen);
      head = citizen.live ? `${title(citizen.name)} appears` : `${title(citizen.name)} · ${word}`;
      text = citizen.live && citizen.picture ? `${count(citizen.picture.haveNodes)} nodes, ${count(citizen.picture.haveLinks)} links so far` : doing(citizen);
    }
    if (this.noGl) text = 'This browser has no WebGL 2: subentities are shown as circles';
    box.hidden = !head && !text;
    if (box.hidden) return;
    mark(box, 'class', this.noGl || this.stage.growth(citizen ?? {}) ? 'corner' : null);
    if (box.told !== `${head}|${text}`) {
      box.told = `${head}|${text}`;
      box.replaceChildren(el('b', { text: head }), el('span', { class: 'quiet', text }));
    }
  }

  /** Names and states over the viewports of "all six". */
  frames() {
    const { views } = this.stage;
    const root = $('frames');
    root.replaceChildren();
    this.frameParts = views.length < 2 ? [] : views.map(view => {
      const parts = { name: el('b', { text: title(view.citizen.name) }), state: el('span', { class: 'state' }), numbers: el('span', { class: 'numbers' }) };
      const box = el('div', { class: 'frame' }, parts.name, parts.state, parts.numbers);
      const { x, y, w, h } = view.rect;
      for (const [k, v] of Object.entries({ left: x, top: y, width: w, height: h })) box.style.setProperty(k, `${v}px`);
      root.append(box);
      return { ...parts, view };
    });
    this.drawFrames();
  }

  drawFrames() {
    for (const { state, numbers, view } of this.frameParts ?? []) {
      const { shape, word, tone } = stateOf(view.citizen);
      say(state, `${shape} ${word}`);
      mark(state, 'class', `state ${tone}`);
      say(numbers, doing(view.citizen));
    }
  }

  /** After each frame: what lies over the canvas. */
  drawOver() {
    this.labels.draw();
    this.minimap.draw();
    const once = this.stage.onceDrawn;
    if (once && this.stage.views.some(view => view.citizen.picture?.complete)) {
      this.stage.onceDrawn = null;
      once();
    }
  }

  describe(citizen) {
    const picture = citizen?.picture;
    let text = 'No graph yet';
    if (this.six) text = `${this.stage.views.length} citizens: ${this.stage.views.map(v => `${v.citizen.name} ${stateOf(v.citizen).word}`).join(', ')}`;
    else if (picture?.complete) {
      let most = 0;
      for (let s = 1; s < picture.subs; s++) if (picture.subE[s] / picture.subT[s] > picture.subE[most] / picture.subT[most]) most = s;
      text = `${count(picture.nodes)} nodes, ${count(picture.subs)} subentities${picture.subs ? `, most active: ${words(picture.subName[most])}` : ''}`;
    } else if (citizen) text = `${citizen.name}, ${stateOf(citizen).word}`;
    mark($('canvas'), 'aria-label', text);
  }

  speakOf(citizen) {
    if (citizen.spoken === undefined || citizen.spoken === citizen.state) {
      citizen.spoken = citizen.state;
      return;
    }
    citizen.spoken = citizen.state;
    this.speak(`${citizen.name} ${stateOf(citizen).word}`);
  }

  /** Says something to a screen reader, at most once in two seconds; the last word of a burst wins. */
  speak(text) {
    this.toSpeak = text;
    if (this.speaking) return;
    const wait = Math.max(0, SPOKEN_MS - (performance.now() - this.spokenAt));
    this.speaking = setTimeout(() => {
      this.speaking = null;
      this.spokenAt = performance.now();
      say($('spoken'), this.toSpeak);
    }, wait);
  }
}
