// The graphics context: per viewport a cached layer of all that rests and, over a copy of it each frame, what lives.

import * as THREE from '../lib/three.module.min.js';
import { shaderTime } from './clock.js';
import { Seeds, growth } from './seeds.js';
import { Materials, sharedUniforms } from './layers.js';
import { MOST_RADIUS } from './view.js';

const REST_MS = 120;
const LINES_A_FRAME = 6_000;
const QUAD = new Float32Array([-1, -1, 1, -1, 1, 1, -1, -1, 1, 1, -1, 1]);

export class Painter {
  /** @param surface {width, height, ratio, still, reduced}: the canvas as it is now @param sceneOf the scene of a citizen */
  constructor(canvas, palette, surface, sceneOf) {
    Object.assign(this, { canvas, palette, surface, sceneOf });
    this.ready = false;
  }

  /** Opens the context; false where the browser has no WebGL 2. */
  open() {
    const context = this.canvas.getContext('webgl2', { alpha: false, antialias: false, depth: false, stencil: false, powerPreference: 'high-performance' });
    if (!context) return false;
    context.clearColor(...this.palette.canvas, 1);
    context.clear(context.COLOR_BUFFER_BIT);
    this.context = context;
    return true;
  }

  /** Whether the processor draws, in place of a graphics card: what is costly is then left out from the first frame on. */
  get software() {
    const told = this.context.getExtension('WEBGL_debug_renderer_info');
    return /swiftshader|llvmpipe|softpipe|software/i.test(this.context.getParameter(told ? told.UNMASKED_RENDERER_WEBGL : this.context.RENDERER));
  }

  /** Makes all that is needed before the first picture, each shader a step of its own. */
  *prepare() {
    THREE.ColorManagement.enabled = false;
    const { canvas, context } = this;
    const renderer = new THREE.WebGLRenderer({ canvas, context, alpha: false, antialias: false, depth: false, stencil: false });
    renderer.outputColorSpace = THREE.LinearSRGBColorSpace;
    renderer.autoClear = false;
    renderer.sortObjects = false; // drawn in the order in which they were added
    renderer.info.autoReset = true;
    this.renderer = renderer;
    yield;
    this.shared = sharedUniforms();
    this.materials = new Materials(this.shared);
    this.eye = new THREE.Camera();
    this.layer = new THREE.WebGLRenderTarget(1, 1, { depthBuffer: false, minFilter: THREE.LinearFilter, magFilter: THREE.LinearFilter });
    this.layer.scissorTest = true;
    this.materials.copy.uniforms.uLayer.value = this.layer.texture;
    const full = new THREE.BufferGeometry();
    full.setAttribute('position', new THREE.BufferAttribute(QUAD, 2));
    const over = material => {
      const quad = new THREE.Mesh(full, material);
      quad.frustumCulled = false;
      return new THREE.Scene().add(quad);
    };
    this.copyScene = over(this.materials.copy);
    this.veilScene = over(this.materials.veil);
    this.seeds = new Seeds(this.materials.seed, this.shared);
    yield;
    for (const material of this.materials.all) {
      const nothing = new THREE.BufferGeometry();
      nothing.setDrawRange(0, 0);
      const points = material === this.materials.node || material === this.materials.seed;
      const mesh = points ? new THREE.Points(nothing, material) : new THREE.Mesh(nothing, material);
      mesh.frustumCulled = false;
      renderer.render(new THREE.Scene().add(mesh), this.eye);
      yield;
    }
    this.ready = true;
    this.resize();
    this.retheme();
  }

  resize() {
    if (!this.ready) return;
    const { width, height, ratio } = this.surface;
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(width, height, false);
    this.layer.setSize(Math.floor(width * ratio), Math.floor(height * ratio));
  }

  retheme() {
    if (!this.ready) return;
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
  }

  /** One frame of all viewports; true if the next one is due by itself. */
  draw(views, now) {
    let alive = false;
    const { renderer, shared, surface } = this;
    shared.uTime.value = shaderTime(now);
    shared.uRatio.value = surface.ratio;
    shared.uStill.value = surface.still ? 1 : 0;
    const stale = [];
    for (const view of views) {
      const scene = this.sceneOf(view.citizen);
      if (scene.update(now, view)) alive = true;
      const { camera, cached } = view;
      const moved = !cached || cached.x !== camera.x || cached.y !== camera.y || cached.scale !== camera.scale;
      if (moved && cached) {
        if (view.restedAt === 0) view.restedAt = now;
        const torn = camera.scale / cached.scale > 2.2 || camera.scale / cached.scale < 0.6;
        if (now - view.restedAt < REST_MS && !torn && surface.reduced) {
          alive = true;
          continue;
        }
      }
      if (moved || scene.baseDirty || view.baseOf !== scene.picture) stale.push(view);
    }
    for (const view of stale) this.drawResting(view, now);
    for (const view of views) if (!stale.includes(view) && this.drawSlice(view, now)) alive = true;
    if (stale.some(view => view.linesFrom === 0)) alive = true;

    renderer.setRenderTarget(null);
    renderer.setScissorTest(true);
    for (const view of views) this.drawLiving(view, now);
    return alive;
  }

  setView(view, now) {
    const { shared } = this;
    const { camera, rect, citizen } = view;
    const scene = this.sceneOf(citizen);
    shared.uCam.value.set(camera.x, camera.y);
    shared.uScale.value.set((2 * camera.scale) / rect.w, (-2 * camera.scale) / rect.h);
    shared.uPx.value.set(2 / rect.w, -2 / rect.h);
    shared.uEnvelopes.value = scene.envelopes;
    shared.uRows.value = scene.envelopes ? scene.picture.subs : 0;
    shared.uMove.value = scene.placed ? scene.move(now) : 1;
    shared.uEase.value = scene.shown || this.surface.still ? 1 : citizen.eased(now);
    shared.uBase.value = view.nodeRadius;
    shared.uMost.value = MOST_RADIUS;
    const links = scene.picture?.links || 1;
    shared.uOpacity.value = this.palette.linkOpacity * Math.min(1.6, Math.sqrt(20000 / links)) * scene.linkShare;
  }

  drawResting(view, now) {
    const { renderer, shared } = this;
    const scene = this.sceneOf(view.citizen);
    const { camera } = view;
    const sliced = this.surface.reduced && scene.placed && !view.far && !scene.big && scene.linksIn > LINES_A_FRAME;
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
    const { layer, surface: { height, ratio } } = this;
    const box = [Math.round(rect.x * ratio), Math.round((height - rect.y - rect.h) * ratio), Math.round(rect.w * ratio), Math.round(rect.h * ratio)];
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
    const { renderer, shared, materials, surface: { width, height } } = this;
    const { rect, camera, cached } = view;
    const scene = this.sceneOf(view.citizen);
    renderer.setViewport(rect.x, height - rect.y - rect.h, rect.w, rect.h);
    renderer.setScissor(rect.x, height - rect.y - rect.h, rect.w, rect.h);
    const { uPart, uShift, uZoom } = materials.copy.uniforms;
    uPart.value.set(rect.x / width, 1 - (rect.y + rect.h) / height, rect.w / width, rect.h / height);
    uShift.value.set(((camera.x - cached.x) * cached.scale * 2) / rect.w, (-(camera.y - cached.y) * cached.scale * 2) / rect.h);
    uZoom.value = cached.scale / camera.scale;
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
}
