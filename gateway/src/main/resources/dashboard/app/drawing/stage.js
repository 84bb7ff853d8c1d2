// The canvas: one renderer, one to six viewports, a cached layer of all that rests and, each frame, what lives.
//
// Draws only when something changed or moves by itself. While a camera moves, the cached layer is shown moved along and
// drawn anew once the camera has rested; where frames are quick it is drawn anew each frame.

import * as THREE from '../lib/three.module.min.js';
import { Camera } from './camera.js';
import { shaderTime } from './clock.js';
import { GraphScene } from './scene.js';
import { Seeds, growth } from './seeds.js';
import { Materials, sharedUniforms } from './layers.js';
import { Palette } from './colors.js';

const REST_MS = 120;
const SLOW_FRAME_MS = 20;
const CAPPED_FRAME_MS = 33;
const MOST_RATIO = 2;
const FAR = 0.8;        // CSS pixels a world unit: below, circles and bridges
const LINES_A_FRAME = 6_000;
const NODE_UNITS = 0.62; // radius of a node in world units while it follows the zoom
const QUAD = new Float32Array([-1, -1, 1, -1, 1, 1, -1, -1, 1, 1, -1, 1]);

/** One viewport: a citizen, where it is on the canvas, and what part of the picture it shows. */
export class View {
  constructor(citizen) {
    this.citizen = citizen;
    this.rect = { x: 0, y: 0, w: 1, h: 1 };
    this.camera = new Camera();
    this.cached = null;     // camera of the cached layer
    this.linesFrom = Infinity; // first link not yet in the cached layer
    this.restedAt = 0;
    this.still = false;
    this.far = false;
    this.fog = 0;          // 0 to 1: how far the picture recedes behind what is marked
    this.hoverSub = -1;
    this.selectedSub = -1;
    this.selectedNode = -1;
  }
}

export class Stage {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {(view: View) => void} drawn called after each frame in which a view's camera, places or energies changed
   */
  constructor(canvas, world) {
    this.canvas = canvas;
    this.world = world;
    this.views = [];
    this.scenes = new Map(); // graph -> GraphScene, kept while the citizen exists
    this.listeners = [];
    this.palette = new Palette();
    this.frames = { count: 0, average: 16, reduced: false, scriptMs: 0 };
    this.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.lastFrameAt = 0;
    this.width = 1;
    this.height = 1;
  }

  /** Opens the graphics context; false where the browser has no WebGL 2. */
  start() {
    THREE.ColorManagement.enabled = false;
    const context = this.canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false, powerPreference: 'high-performance' });
    if (!context) return false;
    this.renderer = new THREE.WebGLRenderer({ canvas: this.canvas, context, alpha: false, antialias: false, depth: false, stencil: false });
    this.renderer.outputColorSpace = THREE.LinearSRGBColorSpace;
    this.renderer.autoClear = false;
    this.renderer.sortObjects = false; // drawn in the order in which they were added
    this.renderer.info.autoReset = true;
    this.shared = sharedUniforms();
    this.materials = new Materials(this.shared);
    this.eye = new THREE.Camera();
    this.layer = new THREE.WebGLRenderTarget(1, 1, { depthBuffer: false, minFilter: THREE.LinearFilter, magFilter: THREE.LinearFilter });
    this.layer.scissorTest = true;
    this.materials.copy.uniforms.uLayer.value = this.layer.texture;
    const full = new THREE.BufferGeometry();
    full.setAttribute('position', new THREE.BufferAttribute(QUAD, 2));
    const quad = new THREE.Mesh(full, this.materials.copy);
    quad.frustumCulled = false;
    this.copyScene = new THREE.Scene();
    this.copyScene.add(quad);
    const veil = new THREE.Mesh(full, this.materials.veil);
    veil.frustumCulled = false;
    this.veilScene = new THREE.Scene();
    this.veilScene.add(veil);
    this.seeds = new Seeds(this.materials.seed, this.shared);
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
    this.applyTheme();
    return true;
  }

  onFrame(listener) {
    this.listeners.push(listener);
  }

  /** Shows these citizens, in this order; views of those that stay keep their cameras. */
  show(citizens) {
    const same = citizens.length === this.views.length && citizens.every((c, k) => this.views[k].citizen === c);
    if (same) return;
    this.cameras ??= new Map();
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
    this.width = Math.max(1, Math.floor(width));
    this.height = Math.max(1, Math.floor(height));
    this.ratio = Math.min(MOST_RATIO, globalThis.devicePixelRatio || 1);
    if (this.renderer) {
      this.renderer.setPixelRatio(this.ratio);
      this.renderer.setSize(this.width, this.height, false);
      this.layer.setSize(Math.floor(this.width * this.ratio), Math.floor(this.height * this.ratio));
    }
    this.arrange();
  }

  /** Six as 3 x 2 (or 2 x 3, or one column on a phone), two side by side, one alone. */
  arrange() {
    const n = this.views.length;
    const columns = n <= 1 ? 1 : this.width < 520 ? 1 : this.width / this.height > 1.1 ? Math.min(n, n <= 2 ? 2 : 3) : 2;
    const rows = Math.max(1, Math.ceil(n / columns));
    this.views.forEach((view, k) => {
      const c = k % columns;
      const r = Math.floor(k / columns);
      const x0 = Math.round((c * this.width) / columns);
      const x1 = Math.round(((c + 1) * this.width) / columns);
      const y0 = Math.round((r * this.height) / rows);
      const y1 = Math.round(((r + 1) * this.height) / rows);
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
      scene = new GraphScene(citizen, this.materials, this.palette);
      this.scenes.set(citizen.graph, scene);
    }
    return scene;
  }

  /** A citizen's picture grew, was completed or was replaced. */
  adopt(citizen) {
    if (this.renderer) this.sceneOf(citizen).adopt(citizen.picture, this.still || this.frames.reduced); // a slow card gets no flight to the places
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

  applyTheme() {
    this.palette.read();
    if (!this.renderer) return;
    const { shared, palette } = this;
    for (const [uniform, color] of [['uCanvas', 'canvas'], ['uThreshold', 'threshold'], ['uPeak', 'peak'], ['uAccent', 'accent'], ['uLink', 'link'], ['uFlow', 'flow']]) {
      shared[uniform].value.set(...palette[color]);
    }
    shared.uHalo.value = palette.halo;
    shared.uRestStrength.value = palette.restStrength;
    shared.uRestGrey.value = palette.restGrey;
    this.materials.seed.uniforms.uColor.value.set(...palette.quiet);
    this.materials.seed.uniforms.uFresh.value.set(...palette.waiting);
    this.renderer.setClearColor(new THREE.Color(...palette.canvas), 1);
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
    if (this.frames.reduced && since < CAPPED_FRAME_MS - 4) {
      this.dirty();
      return;
    }
    if (since < 250) {
      this.frames.average += 0.1 * (since - this.frames.average);
      this.frames.reduced = this.frames.average > SLOW_FRAME_MS;
    }
    this.lastFrameAt = now;
    const began = performance.now();
    let alive = false;
    for (const view of this.views) {
      view.still = this.still;
      view.fadeSteps = this.still || this.frames.reduced ? 1 : 5;
      if (view.camera.advance(performance.now())) {
        view.restedAt = performance.now();
        alive = true;
      }
    }
    if (this.renderer) {
      if (this.draw(performance.now())) alive = true;
    } else this.flat?.draw(this, performance.now());
    for (const listener of this.listeners) listener(performance.now());
    this.frames.count++;
    this.frames.scriptMs = performance.now() - began;
    if (alive) this.dirty();
  }

  /** One frame; true if the next one is due by itself. */
  draw(now) {
    let alive = false;
    const { renderer, shared } = this;
    shared.uTime.value = shaderTime(now);
    shared.uRatio.value = this.ratio;
    shared.uStill.value = this.still ? 1 : 0;
    const stale = [];
    for (const view of this.views) {
      const scene = this.sceneOf(view.citizen);
      view.far = view.camera.scale < FAR;
      if (scene.update(now, view)) alive = true;
      const { camera, cached } = view;
      const moved = !cached || cached.x !== camera.x || cached.y !== camera.y || cached.scale !== camera.scale;
      if (moved && cached) {
        if (view.restedAt === 0) view.restedAt = now;
        const torn = camera.scale / cached.scale > 2.2 || camera.scale / cached.scale < 0.6;
        if (now - view.restedAt < REST_MS && !torn && this.frames.reduced) {
          alive = true;
          continue;
        }
      }
      if (moved || scene.baseDirty || view.baseOf !== scene.picture) stale.push(view);
    }
    for (const view of stale) this.drawResting(view, now);
    for (const view of this.views) if (!stale.includes(view) && this.drawSlice(view, now)) alive = true;
    if (stale.some(view => view.linesFrom === 0)) alive = true;

    renderer.setRenderTarget(null);
    renderer.setScissorTest(true);
    for (const view of this.views) this.drawLiving(view, now);
    return alive;
  }

  setView(view, now) {
    const { shared } = this;
    const { camera, rect } = view;
    const scene = this.sceneOf(view.citizen);
    shared.uCam.value.set(camera.x, camera.y);
    shared.uScale.value.set((2 * camera.scale) / rect.w, (-2 * camera.scale) / rect.h);
    shared.uPx.value.set(2 / rect.w, -2 / rect.h);
    shared.uEnvelopes.value = scene.envelopes;
    shared.uRows.value = scene.envelopes ? scene.picture.subs : 0;
    shared.uMove.value = scene.placed ? scene.move(now) : 1;
    shared.uEase.value = scene.shown ? 1 : this.still ? 1 : this.world.eased(view.citizen, now);
    shared.uBase.value = this.nodeRadius(view);
    shared.uMost.value = 12;
    const links = scene.picture?.links || 1;
    shared.uOpacity.value = this.palette.linkOpacity * Math.min(1.6, Math.sqrt(20000 / links)) * scene.linkShare;
  }

  /** Radius of a node of no degree at rest, CSS pixels. */
  nodeRadius(view) {
    const n = view.citizen.picture?.nodes ?? 1;
    const floor = n > 10000 ? 1.0 : n > 4000 ? 1.07 : 1.15;
    const { scale, zoom } = view.camera;
    return Math.min(12, Math.max(view.far ? 0.6 * floor : 0.75 * floor, NODE_UNITS * scale / Math.max(1, zoom) ** 0.35));
  }

  drawResting(view, now) {
    const { renderer, shared } = this;
    const scene = this.sceneOf(view.citizen);
    const { camera } = view;
    const sliced = this.frames.reduced && scene.placed && !view.far && !scene.big && scene.linksIn > LINES_A_FRAME;
    this.intoLayer(view);
    renderer.clear(true, false, false);
    if (scene.placed) {
      this.setView(view, now);
      shared.uRest.value = 1;
      shared.uBright.value = 0;
      scene.lines.mesh.visible = !view.far && !scene.big && !sliced; // from far single links are dust
      renderer.render(scene.resting, this.eye);
      shared.uRest.value = 0;
    }
    scene.baseDirty = false;
    view.linesFrom = sliced ? 0 : Infinity;
    view.baseOf = scene.picture;
    view.cached = { x: camera.x, y: camera.y, scale: camera.scale };
    view.restedAt = 0;
  }

  intoLayer({ rect }) {
    const { layer, ratio } = this;
    const box = [Math.round(rect.x * ratio), Math.round((this.height - rect.y - rect.h) * ratio), Math.round(rect.w * ratio), Math.round(rect.h * ratio)];
    layer.viewport.set(...box);
    layer.scissor.set(...box);
    this.renderer.setRenderTarget(layer);
  }

  /**
   * A slow card gets a view's links a few thousand a frame, so that no frame waits for all; the nodes once more over the
   * last of them. True while some are left.
   */
  drawSlice(view, now) {
    const { renderer, shared } = this;
    const scene = this.sceneOf(view.citizen);
    if (!(view.linesFrom < scene.linksIn) || !scene.placed) return false;
    const count = Math.min(LINES_A_FRAME, scene.linksIn - view.linesFrom);
    const last = view.linesFrom + count >= scene.linksIn;
    this.intoLayer(view);
    this.setView(view, now);
    shared.uRest.value = 1;
    scene.circles.mesh.visible = false;
    scene.nodes.mesh.visible = last;
    scene.lines.mesh.visible = true;
    scene.lines.show(view.linesFrom, count);
    renderer.render(scene.resting, this.eye);
    scene.lines.show(0, scene.linksIn);
    scene.circles.mesh.visible = scene.nodes.mesh.visible = true;
    shared.uRest.value = 0;
    view.linesFrom = last ? Infinity : view.linesFrom + count;
    return !last;
  }

  drawLiving(view, now) {
    const { renderer, shared, materials } = this;
    const { rect, camera, cached } = view;
    const scene = this.sceneOf(view.citizen);
    renderer.setViewport(rect.x, this.height - rect.y - rect.h, rect.w, rect.h);
    renderer.setScissor(rect.x, this.height - rect.y - rect.h, rect.w, rect.h);
    const { uPart, uShift, uZoom } = materials.copy.uniforms;
    const zoom = cached.scale / camera.scale;
    uPart.value.set(rect.x / this.width, 1 - (rect.y + rect.h) / this.height, rect.w / this.width, rect.h / this.height);
    uShift.value.set(((camera.x - cached.x) * cached.scale * 2) / rect.w, (-(camera.y - cached.y) * cached.scale * 2) / rect.h);
    uZoom.value = zoom;
    renderer.render(this.copyScene, this.eye);
    if (scene.placed) {
      this.setView(view, now);
      renderer.render(scene.living, this.eye);
      if (view.fog > 0) {
        materials.veil.uniforms.uFog.value = view.fog;
        renderer.render(this.veilScene, this.eye);
      }
      shared.uBright.value = scene.marked.length ? 1 : 0;
      renderer.render(scene.above, this.eye);
      shared.uBright.value = 0;
    } else if (growth(view.citizen)) {
      this.setView(view, now);
      this.seeds.draw(view, renderer, this.eye);
    }
  }

  viewAt(sx, sy) {
    return this.views.find(({ rect }) => sx >= rect.x && sy >= rect.y && sx < rect.x + rect.w && sy < rect.y + rect.h);
  }

  /** What is under a screen point: {view, node} or {view, sub} or {view}; -1 for none. */
  pick(sx, sy) {
    const view = this.viewAt(sx, sy);
    const picture = view?.citizen.picture;
    if (!picture?.places) return { view, node: -1, sub: -1 };
    const [wx, wy] = view.camera.toWorld(sx, sy, view.rect);
    const reach = Math.max(5, this.nodeRadius(view) * 1.5) / view.camera.scale;
    const node = view.far ? -1 : picture.grid.nearest(wx, wy, reach);
    const { circle } = picture.places;
    let sub = -1;
    for (let s = 0; s < picture.subs; s++) {
      const dx = wx - circle[3 * s];
      const dy = wy - circle[3 * s + 1];
      if (dx * dx + dy * dy < circle[3 * s + 2] ** 2) sub = s;
    }
    return { view, node, sub };
  }

  /** The picture as a PNG, drawn in this very turn so that the canvas still holds it. */
  png() {
    this.draw(performance.now());
    return new Promise(resolve => this.canvas.toBlob(resolve, 'image/png'));
  }
}
