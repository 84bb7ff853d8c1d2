// The canvas: one to six viewports, when a frame is due, and what is under the pointer.
//
// Draws only when something changed or moves by itself. While a camera moves, the cached layer is shown moved along and
// drawn anew once the camera has rested; where frames are quick it is drawn anew each frame.

import { pause } from '../steps.js';
import { GraphScene } from './scene.js';
import { Painter } from './painter.js';
import { Palette } from './colors.js';
import { View } from './view.js';

const SLOW_FRAME_MS = 20;
const CAPPED_FRAME_MS = 33;
const SHARE = 1.3; // of what a frame costs until the next: what is heard and typed has its turn between
const MOST_RATIO = 2;
const REPACK_MS = 600;

export class Stage {
  constructor(canvas, world) {
    this.canvas = canvas;
    this.world = world;
    this.views = [];
    this.scenes = new Map(); // graph -> GraphScene, kept while the citizen exists
    this.cameras = new Map(); // of views that were shown before
    this.listeners = [];
    this.palette = new Palette();
    this.surface = { width: 1, height: 1, ratio: 1, still: matchMedia('(prefers-reduced-motion: reduce)').matches, reduced: false };
    this.painter = new Painter(canvas, this.palette, this.surface, citizen => this.sceneOf(citizen));
    this.frames = { count: 0, average: 16, costMs: 0, scriptMs: 0 };
    this.flat = null;        // draws where there is no WebGL 2
    this.lastFrameAt = 0;
  }

  /** Motion is not wanted. */
  get still() {
    return this.surface.still;
  }

  /** Whether pictures can be drawn in full: there is WebGL 2 and it is ready. */
  get ready() {
    return this.painter.ready;
  }

  /** Opens the graphics context; false where the browser has no WebGL 2. It is ready some tasks later. */
  start() {
    if (!this.painter.open()) return false;
    if (this.painter.software) {
      this.surface.reduced = true;
      this.frames.average = 2 * SLOW_FRAME_MS;
    }
    this.canvas.addEventListener('webglcontextlost', event => {
      event.preventDefault();
      this.lost = true;
      this.onlost?.(true);
    });
    this.canvas.addEventListener('webglcontextrestored', () => {
      this.lost = false;
      for (const view of this.views) view.cached = null;
      this.onlost?.(false);
      this.dirty();
    });
    this.prepare();
    return true;
  }

  async prepare() {
    for (const steps = this.painter.prepare(); !steps.next().done;) await pause();
    for (const { citizen } of this.views) if (citizen.picture) this.adopt(citizen);
    this.dirty();
  }

  onFrame(listener) {
    this.listeners.push(listener);
  }

  /** Shows these citizens, in this order; views of those that stay keep their cameras. */
  show(citizens) {
    const same = citizens.length === this.views.length && citizens.every((c, k) => this.views[k].citizen === c);
    if (same) return;
    for (const view of this.views) this.cameras.set(`${view.citizen.graph}/${this.views.length > 1}`, view.camera);
    this.views = citizens.map(citizen => {
      const view = new View(citizen);
      const known = this.cameras.get(`${citizen.graph}/${citizens.length > 1}`);
      if (known) view.camera = known;
      return view;
    });
    this.arrange();
  }

  resize(width, height) {
    this.surface.width = Math.max(1, Math.floor(width));
    this.surface.height = Math.max(1, Math.floor(height));
    this.surface.ratio = Math.min(MOST_RATIO, globalThis.devicePixelRatio || 1);
    this.painter.resize();
    this.arrange();
  }

  /** Six as 3 x 2 (or 2 x 3, or one column on a phone), two side by side, one alone. */
  arrange() {
    const { width, height } = this.surface;
    const n = this.views.length;
    const columns = n <= 1 ? 1 : width < 520 ? 1 : width / height > 1.1 ? Math.min(n, n <= 2 ? 2 : 3) : 2;
    const rows = Math.max(1, Math.ceil(n / columns));
    this.views.forEach((view, k) => {
      const c = k % columns;
      const r = Math.floor(k / columns);
      const x0 = Math.round((c * width) / columns);
      const x1 = Math.round(((c + 1) * width) / columns);
      const y0 = Math.round((r * height) / rows);
      const y1 = Math.round(((r + 1) * height) / rows);
      view.rect = { x: x0, y: y0, w: x1 - x0, h: y1 - y0 };
      view.cached = null;
      this.fitted(view);
    });
    this.onarrange?.();
    this.dirty();
  }

  fitted(view) {
    const places = view.citizen.picture?.places;
    view.camera.fitting(places?.half ?? { w: 40, h: 40 }, view.rect.w - 16, Math.max(60, view.rect.h - (this.views.length > 1 ? 50 : 40)));
  }

  sceneOf(citizen) {
    let scene = this.scenes.get(citizen.graph);
    if (!scene) {
      scene = new GraphScene(citizen, this.painter.materials, this.palette);
      this.scenes.set(citizen.graph, scene);
    }
    return scene;
  }

  /** A citizen's picture grew, was completed or was replaced. */
  adopt(citizen) {
    if (this.ready) this.sceneOf(citizen).adopt(citizen.picture, this.still || this.surface.reduced); // a slow card gets no flight to the places
    for (const view of this.views) {
      if (view.citizen !== citizen) continue;
      if (citizen.picture.places && view.radius !== citizen.picture.places.radius) {
        view.radius = citizen.picture.places.radius;
        this.fitted(view);
      }
      view.cached = null;
    }
    this.dirty();
  }

  /** A citizen's nodes and circles have other places now. */
  moved(citizen) {
    const scene = this.scenes.get(citizen.graph);
    if (scene?.placed) {
      scene.moveTo(citizen.picture.places.xy, this.still ? 0 : REPACK_MS);
      scene.recolor(); // circles and what hangs on them
    }
    this.adopt(citizen);
  }

  applyTheme() {
    this.palette.read();
    this.painter.retheme();
    for (const scene of this.scenes.values()) scene.recolor();
    for (const view of this.views) view.cached = null;
    this.dirty();
  }

  /** Something changed: draw once more. */
  dirty() {
    if (this.due || document.hidden) return;
    this.due = true;
    requestAnimationFrame(now => this.tick(now));
  }

  tick(now) {
    this.due = false;
    if (this.lost || !this.views.length) return;
    const since = now - this.lastFrameAt;
    const { surface, frames } = this;
    if (surface.reduced && since < Math.max(CAPPED_FRAME_MS, SHARE * frames.costMs) - 4) {
      this.dirty();
      return;
    }
    if (since < 250) {
      frames.average += 0.1 * (since - frames.average);
      surface.reduced = frames.average > SLOW_FRAME_MS;
    }
    this.lastFrameAt = now;
    const began = performance.now();
    pause().then(() => { // once the browser has handed the frame on, which is where a slow card holds it up
      frames.costMs += 0.2 * (performance.now() - began - frames.costMs);
    });
    let alive = false;
    for (const view of this.views) {
      view.still = surface.still;
      view.fadeSteps = surface.still || surface.reduced ? 1 : 5;
      if (view.camera.advance(began)) {
        view.restedAt = began;
        alive = true;
      }
      view.far = view.isFar(this.views.length > 1);
    }
    if (this.draw(began)) alive = true;
    for (const listener of this.listeners) listener(performance.now());
    frames.count++;
    frames.scriptMs = performance.now() - began;
    if (alive) this.dirty();
  }

  draw(now) {
    if (this.ready) return this.painter.draw(this.views, now);
    this.flat?.draw(this, now);
    return false;
  }

  viewAt(sx, sy) {
    return this.views.find(view => view.contains(sx, sy));
  }

  /** What is under a screen point: {view, node} or {view, sub} or {view}; -1 for none. */
  pick(sx, sy) {
    return this.viewAt(sx, sy)?.pick(sx, sy) ?? { view: undefined, node: -1, sub: -1 };
  }

  /** The picture as a PNG, drawn in this very turn so that the canvas still holds it. */
  png() {
    this.draw(performance.now());
    return new Promise(resolve => this.canvas.toBlob(resolve, 'image/png'));
  }
}
