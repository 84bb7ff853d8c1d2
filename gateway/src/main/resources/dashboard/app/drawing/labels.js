// Names above the canvas, in HTML so that they stay sharp and can be styled; dropped where they would overlap.

import { el, say, paint, mark } from '../dom.js';
import { amount, count, words } from '../format.js';

const SUBENTITIES = 15;
const NODES = 40;
const NEAR = 2.4; // times the fitted scale
const HEAD = { w: 230, h: 28 }; // the name over each of several viewports

export class Labels {
  constructor(root, stage) {
    this.root = root;
    this.stage = stage;
    this.pool = [];
    this.taken = []; // boxes of what lies over the canvas
  }

  /** Keeps out of what these elements over the canvas cover, also as they grow and vanish. */
  avoid(...floats) {
    const look = new ResizeObserver(() => {
      this.taken = floats.filter(f => f.offsetWidth).map(f => ({ l: f.offsetLeft, r: f.offsetLeft + f.offsetWidth, t: f.offsetTop, b: f.offsetTop + f.offsetHeight }));
      this.stage.dirty();
    });
    for (const element of [this.root, ...floats]) look.observe(element);
  }

  /** Places all labels for the cameras as they stand. */
  draw() {
    const boxes = [...this.taken];
    if (this.stage.views.length > 1) for (const { rect } of this.stage.views) boxes.push({ l: rect.x, r: rect.x + HEAD.w, t: rect.y, b: rect.y + HEAD.h });
    let used = 0;
    for (const view of this.stage.views) {
      const { picture } = view.citizen;
      if (!picture?.places || (view.citizen.state !== 'running' && !picture.complete)) continue;
      const most = this.stage.views.length > 1 ? 5 : view.rect.w < 520 ? 8 : SUBENTITIES;
      const near = view.camera.zoom > NEAR;
      if (view.selectedNode >= 0 && view.selectedNode < picture.nodes) for (const label of this.ofSelected(view, picture, boxes)) this.put(used++, label);
      for (const label of this.ofCircles(view, picture, most, boxes)) this.put(used++, label);
      if (near) for (const label of this.ofNodes(view, picture, boxes)) this.put(used++, label);
    }
    for (let k = used; k < this.pool.length; k++) paint(this.pool[k].root, 'display', 'none');
  }

  put(k, { x, y, name, number, kind }) {
    const label = (this.pool[k] ??= this.make());
    say(label.name, name);
    say(label.number, number);
    mark(label.root, 'class', `label ${kind}`);
    paint(label.root, 'display', 'block');
    paint(label.root, 'transform', `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -100%)`);
  }

  make() {
    const name = el('b');
    const number = el('span');
    const root = el('div', { class: 'label' }, name, number);
    this.root.append(root);
    return { root, name, number };
  }

  ofCircles(view, picture, most, boxes) {
    const { circle } = picture.places;
    const memory = new Set(view.citizen.wm.subs);
    const energy = this.stage.scenes.get(view.citizen.graph)?.shown?.subE ?? picture.subE;
    const ranked = [];
    for (let s = 0; s < picture.subs; s++) {
      const r = circle[3 * s + 2];
      if (r <= 0) continue;
      const [x, y] = view.camera.toScreen(circle[3 * s], circle[3 * s + 1], view.rect);
      const px = r * view.camera.scale;
      const pointed = s === view.hoverSub || s === view.selectedSub;
      if (px < 9 && !pointed && !memory.has(s)) continue;
      ranked.push({ s, x, y: y - px - 3, rank: (pointed ? 1e6 : 0) + (memory.has(s) ? 1000 : 0) + 200 * picture.subLevel(s) + px });
    }
    ranked.sort((a, b) => b.rank - a.rank || a.s - b.s);
    const labels = [];
    for (const { s, x, y } of ranked) {
      if (labels.length >= most) break;
      const members = picture.ofSub.start[s + 1] - picture.ofSub.start[s];
      const name = words(picture.subName[s]);
      const number = this.stage.views.length > 1 ? '' : `${energy[s] < 0.005 ? '0.00' : amount(energy[s])} · ${count(members)}`;
      const place = this.fit(view.rect, x, y, 7.1 * name.length + 6 * number.length + 6, 16, boxes);
      if (place) labels.push({ ...place, name, number, kind: memory.has(s) ? 'kept' : '' });
    }
    return labels;
  }

  ofNodes(view, picture, boxes) {
    const { rect, camera } = view;
    const [x0, y0] = camera.toWorld(rect.x, rect.y, rect);
    const [x1, y1] = camera.toWorld(rect.x + rect.w, rect.y + rect.h, rect);
    const ranked = [];
    picture.grid.within(x0, y0, x1, y1, i => {
      if (i !== view.selectedNode) ranked.push({ i, rank: picture.now[i] + 2 * Math.sqrt(picture.degree(i)) });
      return ranked.length < 4000;
    });
    ranked.sort((a, b) => b.rank - a.rank || a.i - b.i);
    const labels = [];
    for (const { i } of ranked.slice(0, 160)) {
      if (labels.length >= NODES) break;
      const label = this.ofNode(view, picture, i, 'node', boxes);
      if (label) labels.push(label);
    }
    return labels;
  }

  ofSelected(view, picture, boxes) {
    return [this.ofNode(view, picture, view.selectedNode, 'node chosen', boxes)].filter(Boolean);
  }

  ofNode(view, picture, i, kind, boxes) {
    const { xy } = picture.places;
    const [x, y] = view.camera.toScreen(xy[2 * i], xy[2 * i + 1], view.rect);
    const name = picture.name[i].length > 34 ? `${picture.name[i].slice(0, 33)}…` : picture.name[i];
    const place = this.fit(view.rect, x, y - view.radiusOf(picture.sizeOf(i)) * 1.6 - (kind === 'node' ? 2 : 4), 6.2 * name.length + 4, 14, boxes);
    return place && { ...place, name, number: '', kind };
  }

  /** The place for a label of that size whose foot is at x, y; null where it leaves the viewport or meets another. */
  fit(rect, x, y, w, h, boxes) {
    const box = { l: x - w / 2, r: x + w / 2, t: y - h, b: y };
    if (box.b < rect.y + 2 || box.t > rect.y + rect.h || box.r < rect.x || box.l > rect.x + rect.w) return null;
    if (box.t < rect.y + 2) {
      const down = rect.y + 2 - box.t;
      box.t += down;
      box.b += down;
    }
    const aside = box.l < rect.x + 4 ? rect.x + 4 - box.l : box.r > rect.x + rect.w - 4 ? rect.x + rect.w - 4 - box.r : 0;
    box.l += aside;
    box.r += aside;
    for (const other of boxes) if (box.l < other.r && box.r > other.l && box.t < other.b && box.b > other.t) return null;
    boxes.push(box);
    return { x: x + aside, y: box.b };
  }
}
