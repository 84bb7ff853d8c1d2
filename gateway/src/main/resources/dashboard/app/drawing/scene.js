// One citizen's picture on the graphics card: what rests (drawn into the cached layer) and what lives (drawn each frame).

import * as THREE from '../lib/three.module.min.js';
import { Quads, Dots, Hairlines, nodeColumns, circleColumns, ringColumns } from './layers.js';
import { Flows } from './flows.js';
import { FlipRings } from './rings.js';
import { envelopeTexture } from './envelopes.js';
import { level } from '../state/picture.js';

const LIVELY = 0.04 * 255;
const MORPH_MS = 1100;
const FADE_MS = 700;
const MOST_NODES = 50_000; // above, circles alone, and the nodes of the one that is opened

export class GraphScene {
  constructor(citizen, materials, palette) {
    this.citizen = citizen;
    this.materials = materials;
    this.palette = palette;
    this.picture = null;
    this.resting = new THREE.Scene();
    this.living = new THREE.Scene();
    this.above = new THREE.Scene();
    this.energyVersion = -1;
    this.linkShare = 0;
    this.moveFrom = 0;
    this.baseDirty = true;
    this.mode = 'energy'; // or 'difference'
    this.emotion = false; // hues say what is felt, not which subentity
    this.shown = null;    // {e, subE, flips, flows} to show instead of what is live, for replay
    this.marked = [];
    this.hidden = false;
    this.flows = new Flows(materials.flow);
    this.flipRings = new FlipRings(materials.ring);
    this.selection = new Quads(materials.ring, ringColumns, 4);
    this.selected = { index: -1, rings: [], radius: NaN };
  }

  /** The rings on screen. */
  get rings() {
    return this.flipRings.live;
  }

  /** Takes the picture as it stands; called at each part of a snapshot and when it is complete. */
  adopt(picture, still) {
    const changed = this.picture !== picture;
    if (changed) {
      const had = this.picture?.places ? this.picture : null;
      this.release();
      this.picture = picture;
      this.placed = false;
      this.linksIn = 0;
      this.calm = still || Boolean(had); // a reload of what is already there moves nothing
    }
    if (picture.places && !this.placed) this.build();
    if (this.placed && picture.haveLinks > this.linksIn) this.takeLinks();
  }

  build() {
    const { picture, materials } = this;
    const n = picture.nodes;
    this.nodes = new Dots(materials.node, nodeColumns, n);
    this.lively = new Dots(materials.node, nodeColumns, n);
    this.chosen = new Dots(materials.node, nodeColumns, n);
    this.lines = new Hairlines(materials.hairline, n + picture.subs, picture.links);
    this.circles = new Quads(materials.circle, circleColumns, picture.subs + 1);
    this.livingCircles = new Quads(materials.circle, circleColumns, picture.subs + 1);
    this.resting.add(this.circles.mesh, this.lines.mesh, this.nodes.mesh);
    this.living.add(this.livingCircles.mesh, this.flows.quads.mesh, this.lively.mesh);
    this.above.add(this.chosen.mesh, this.flipRings.quads.mesh, this.selection.mesh);

    const { xy, radius } = picture.places;
    const golden = 2.399963229728653;
    for (let i = 0; i < n; i++) {
      const r = this.calm ? 0 : radius * 0.92 * Math.sqrt((i + 0.5) / n);
      this.nodes.place[4 * i] = this.calm ? xy[2 * i] : r * Math.cos(i * golden);
      this.nodes.place[4 * i + 1] = this.calm ? xy[2 * i + 1] : r * Math.sin(i * golden);
      this.nodes.place[4 * i + 2] = xy[2 * i];
      this.nodes.place[4 * i + 3] = xy[2 * i + 1];
      this.nodes.size[i] = 1;
    }
    this.lines.place.set(this.nodes.place);
    this.placeSubentities();
    this.shape();
    this.placed = true;
    this.big = n > MOST_NODES;
    this.opened = -1;
    this.moveFrom = this.calm ? -1e9 : performance.now();
    this.moveMs = MORPH_MS;
    this.recolor();
    this.firstAt = performance.now();
  }

  /** Outlines after the members' places, where there are few enough subentities. */
  shape() {
    this.envelopes?.dispose();
    this.envelopes = envelopeTexture(this.picture);
  }

  /** New colours: theme, or colours the engine sent. */
  recolor() {
    if (!this.placed) return;
    const { picture, palette } = this;
    const { home, circle } = picture.places;
    this.colors = this.emotion ? palette.ofEmotions(picture, this.citizen.stories.entities) : palette.ofCircles(picture);
    const hue = this.nodes.hue;
    for (let i = 0; i < picture.nodes; i++) {
      for (let k = 0; k < 3; k++) hue[4 * i + k] = Math.round(255 * this.colors[3 * home[i] + k]);
      hue[4 * i + 3] = 255;
    }
    this.lines.hue.set(hue);
    for (let s = 0; s < picture.subs; s++) {
      for (let k = 0; k < 3; k++) this.lines.hue[4 * (picture.nodes + s) + k] = Math.round(255 * this.colors[3 * s + k]);
    }
    let n = 0;
    for (let s = 0; s <= picture.subs; s++) {
      if (circle[3 * s + 2] <= 0) continue;
      this.writeCircle(this.circles, n++, s, 0.9, s === picture.subs ? 0.22 : 0.38, palette.fillLow, 0, 0);
    }
    this.circles.wrote(n);
    this.nodes.wrote(picture.nodes);
    if (this.big) this.open(this.opened);
    this.selected.radius = NaN;
    this.lines.wrote('hue');
    this.lines.wrote('place');
    this.energyVersion = -1;
    this.flows.renew();
    this.baseDirty = true;
  }

  /** Of a big picture shows only the nodes placed in one circle. */
  open(s) {
    this.opened = s;
    const { home } = this.picture.places;
    let n = 0;
    for (let i = 0; i < this.picture.nodes; i++) if (home[i] === s) this.nodes.pick(n++, i);
    this.nodes.picked(n);
    this.energyVersion = -1;
    this.baseDirty = true;
  }

  writeCircle(quads, at, s, width, opacity, fill, breath, accent) {
    const { circle } = this.picture.places;
    quads.circle.set([circle[3 * s], circle[3 * s + 1], circle[3 * s + 2], s], 4 * at);
    quads.line.set([width, opacity, fill, breath], 4 * at);
    quads.hue.set([this.colors[3 * s], this.colors[3 * s + 1], this.colors[3 * s + 2], accent], 4 * at);
  }

  takeLinks() {
    const { picture } = this;
    const { index } = this.lines;
    for (let l = this.linksIn; l < picture.haveLinks; l++) {
      index[2 * l] = picture.source[l];
      index[2 * l + 1] = picture.target[l];
    }
    this.linksIn = picture.haveLinks;
    this.lines.wroteLinks(this.linksIn);
    this.linksAt ??= performance.now();
    if (picture.complete) {
      for (let i = 0; i < picture.nodes; i++) this.nodes.size[i] = picture.sizeOf(i);
      this.nodes.wrote(picture.nodes, ['size']);
      if (this.big) this.open(this.opened);
      this.energyVersion = -1;
    }
    this.baseDirty = true;
  }

  /** Moves nodes to new places (a Float32Array of x, y a node), eased in `ms`. */
  moveTo(xy, ms) {
    const { picture } = this;
    const n = picture.nodes;
    const share = this.move(performance.now());
    const { place } = this.nodes;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < 2; k++) {
        place[4 * i + k] += (place[4 * i + 2 + k] - place[4 * i + k]) * share;
        place[4 * i + 2 + k] = xy[2 * i + k];
      }
    }
    this.lines.place.set(place);
    this.placeSubentities();
    this.selected.radius = NaN; // its rings go along
    this.shape();
    this.nodes.wrote(n, ['place']);
    if (this.big) this.open(this.opened);
    this.lines.wrote('place');
    this.moveFrom = performance.now();
    this.moveMs = Math.max(1, ms);
    this.energyVersion = -1;
    this.flows.renew();
    this.baseDirty = true;
  }

  /** The ends of links that are subentities: their circles' middles. */
  placeSubentities() {
    const { nodes, subs, places: { xy } } = this.picture;
    for (let end = nodes; end < nodes + subs; end++) this.lines.place.set([xy[2 * end], xy[2 * end + 1], xy[2 * end], xy[2 * end + 1]], 4 * end);
  }

  /** How far nodes have come to their places, eased, 0 to 1. */
  move(now) {
    const t = Math.min(1, (now - this.moveFrom) / (this.moveMs ?? 1));
    return t >= 1 ? 1 : 1 - (1 - t) ** 3;
  }

  linkFade(now) {
    return this.linksAt ? Math.min(1, (now - this.linksAt) / FADE_MS) : 0;
  }

  /** Fills the layers for this frame; true while something goes on by itself (and another frame is due). */
  update(now, view) {
    if (!this.placed) return false;
    let alive = false;
    if (this.big && view.selectedSub !== this.opened) this.open(view.selectedSub);
    const move = this.move(now);
    const fade = view.still ? (this.linksAt ? 1 : 0) : this.linkFade(now);
    if (move < 1 || move !== this.lastMove) {
      this.baseDirty = true;
      alive = move < 1;
    }
    this.lastMove = move;
    const steps = Math.floor(fade * view.fadeSteps);
    if (steps !== this.fadeSteps) {
      this.fadeSteps = steps;
      this.baseDirty = true;
    }
    this.linkShare = steps / view.fadeSteps;
    if (this.linksAt && fade < 1) alive = true;
    if (this.energyVersion !== this.picture.energyVersion) {
      this.energyVersion = this.picture.energyVersion;
      this.fillLively();
      this.fillCircles(view);
      if (this.marked.length) this.fillChosen();
    }
    this.fillSelection(view);
    if (this.flows.fill(this, now, view)) alive = true;
    if (this.flipRings.fill(this, now, view)) alive = true;
    if (!view.still && this.breathing) alive = true;
    return alive;
  }

  fillLively() {
    const { picture, lively, nodes, palette } = this;
    const { before, now: after } = picture;
    let n = 0;
    if (this.mode === 'difference' && this.difference) {
      const d = this.difference;
      for (let i = 0; i < picture.nodes; i++) {
        const size = Math.min(1, Math.abs(d[i]));
        if (size < 0.04 || this.veiled(i)) continue;
        this.copyNode(lively, n, i, Math.round(255 * size), Math.round(255 * size));
        const tone = d[i] > 0 ? palette.rising : palette.falling;
        for (let k = 0; k < 3; k++) lively.hue[4 * n + k] = Math.round(255 * (palette.canvas[k] + (tone[k] - palette.canvas[k]) * Math.min(1, 0.35 + size)));
        lively.hue[4 * n + 3] = 0;
        n++;
      }
    } else if (this.shown) {
      for (let i = 0; i < picture.nodes; i++) {
        const a = Math.round(255 * level(this.shown.e[i], picture.t[i]));
        if (a > LIVELY && !this.veiled(i)) this.copyNode(lively, n++, i, a, a);
      }
    } else {
      for (let i = 0; i < picture.nodes; i++) {
        if ((before[i] > LIVELY || after[i] > LIVELY) && !this.veiled(i)) this.copyNode(lively, n++, i, before[i], after[i]);
      }
    }
    lively.wrote(n);
    this.livelyCount = n;
  }

  veiled(i) {
    return this.big && this.picture.places.home[i] !== this.opened;
  }

  copyNode(quads, at, i, before, after) {
    const { nodes } = this;
    const from = 4 * i;
    const to = 4 * at;
    quads.place[to] = nodes.place[from];
    quads.place[to + 1] = nodes.place[from + 1];
    quads.place[to + 2] = nodes.place[from + 2];
    quads.place[to + 3] = nodes.place[from + 3];
    quads.hue[to] = nodes.hue[from];
    quads.hue[to + 1] = nodes.hue[from + 1];
    quads.hue[to + 2] = nodes.hue[from + 2];
    quads.hue[to + 3] = 255;
    quads.level[2 * at] = before;
    quads.level[2 * at + 1] = after;
    quads.size[at] = nodes.size[i];
  }

  fillChosen() {
    const { picture, chosen } = this;
    let n = 0;
    for (const i of this.marked) if (!this.veiled(i)) this.copyNode(chosen, n++, i, picture.before[i], picture.now[i]);
    chosen.wrote(n);
  }

  /** Nodes drawn above a dimmed picture: neighbours of what is pointed at, or what a filter found. */
  mark(list) {
    this.marked = list;
    if (!this.placed) return;
    this.fillChosen();
  }

  fillCircles(view) {
    const { picture, citizen, livingCircles, palette } = this;
    const memory = new Set(citizen.wm.subs);
    const now = performance.now();
    this.breathing = false;
    let n = 0;
    for (let s = 0; s < picture.subs; s++) {
      if (picture.places.circle[3 * s + 2] <= 0) continue;
      const a = this.shown ? level(this.shown.subE[s], picture.subT[s]) : picture.subLevel(s);
      const active = picture.subActive[s] === 1;
      const kept = memory.has(s);
      const pointed = view.hoverSub === s || view.selectedSub === s;
      const flash = now - (citizen.flashes?.get(s) ?? -1e9) < 1000;
      if (a < 0.04 && !active && !kept && !pointed && !flash) continue;
      if (kept) this.breathing = true;
      const width = 0.8 + 1.8 * a + (pointed ? 1 : 0) + (flash ? 1 : 0);
      const fill = (palette.fillHigh - palette.fillLow) * a;
      this.writeCircle(livingCircles, n++, s, width, Math.min(1, 0.45 + 0.55 * a + (pointed || kept ? 0.3 : 0)), fill,
        kept && !view.still ? 1 : 0, pointed || flash || kept ? 1 : active ? 0.75 : 0);
    }
    livingCircles.wrote(n);
  }

  /** Rings that stay: the selected node, and thin ones in the hues of its other subentities. */
  select(index, rings) {
    this.selected = { index, rings: rings.slice(0, 3), radius: NaN };
  }

  /** The same at the size that the node has now. */
  fillSelection(view) {
    const { selection, selected, palette } = this;
    const { index, rings } = selected;
    const radius = index < 0 ? 0 : 1.45 * view.radiusOf(this.nodes.size[index]);
    if (radius === selected.radius) return;
    selected.radius = radius;
    let n = 0;
    const ring = ([r, g, b], at) => {
      selection.at.set([this.nodes.place[4 * index + 2], this.nodes.place[4 * index + 3], 1e7, 0], 4 * n);
      selection.look.set([r, g, b, at], 4 * n);
      n++;
    };
    if (index >= 0) {
      ring(palette.accent, radius + 1);
      for (const s of rings) ring(this.colors.subarray(3 * s, 3 * s + 3), radius + 1 + 3 * n);
    }
    selection.wrote(n);
  }

  release() {
    for (const name of ['nodes', 'lively', 'chosen', 'lines', 'circles', 'livingCircles']) {
      this[name]?.mesh.removeFromParent();
      this[name]?.dispose();
      this[name] = null;
    }
    this.envelopes?.dispose();
    this.envelopes = null;
    this.flipRings.clear();
    this.flows.clear();
    this.selected = { index: -1, rings: [], radius: NaN };
    this.linksAt = undefined;
    this.fadeSteps = -1;
    this.energyVersion = -1;
    this.flows.renew();
    this.baseDirty = true;
  }

  close() {
    this.release();
    for (const quads of [this.flows, this.flipRings, this.selection]) quads.dispose();
  }
}
