// One viewport: a citizen, where it is on the canvas, and what part of the picture it shows.

import { Camera } from './camera.js';

const FAR = 0.8;         // CSS pixels a world unit: below, circles and bridges
const SMALL_FAR = 1.3;   // the same for one of several viewports, times the fitted scale: all of them show the same
const NODE_UNITS = 0.62; // radius of a node in world units while it follows the zoom
export const MOST_RADIUS = 12;

export class View {
  constructor(citizen) {
    this.citizen = citizen;
    this.rect = { x: 0, y: 0, w: 1, h: 1 };
    this.camera = new Camera();
    this.cached = null;        // camera of the cached layer
    this.linesFrom = Infinity; // first link not yet in the cached layer
    this.restedAt = 0;
    this.still = false;
    this.far = false;
    this.fog = 0;              // 0 to 1: how far the picture recedes behind what is marked
    this.hoverSub = -1;
    this.selectedSub = -1;
    this.selectedNode = -1;
  }

  /** Whether single links and flows are dust at this scale. */
  isFar(several) {
    return this.camera.scale < FAR || (several && this.camera.zoom < SMALL_FAR);
  }

  /** Radius of a node of no degree at rest, CSS pixels. */
  get nodeRadius() {
    const n = this.citizen.picture?.nodes ?? 1;
    const floor = n > 10000 ? 1.0 : n > 4000 ? 1.07 : 1.15;
    const { scale, zoom } = this.camera;
    return Math.min(MOST_RADIUS, Math.max(scale < FAR ? 0.6 * floor : 0.75 * floor, NODE_UNITS * scale / Math.max(1, zoom) ** 0.35));
  }

  /** Radius at rest of a node that is `size` times as large as one of no degree. */
  radiusOf(size) {
    return Math.min(MOST_RADIUS, this.nodeRadius * size);
  }

  contains(sx, sy) {
    const { x, y, w, h } = this.rect;
    return sx >= x && sy >= y && sx < x + w && sy < y + h;
  }

  /** What is under a screen point: {view, node, sub}, -1 for none. */
  pick(sx, sy) {
    const { picture } = this.citizen;
    if (!picture?.places) return { view: this, node: -1, sub: -1 };
    const [wx, wy] = this.camera.toWorld(sx, sy, this.rect);
    const reach = Math.max(5, this.nodeRadius * 1.5) / this.camera.scale;
    const node = this.far ? -1 : picture.grid.nearest(wx, wy, reach);
    const { circle } = picture.places;
    let sub = -1;
    for (let s = 0; s < picture.subs; s++) {
      const dx = wx - circle[3 * s];
      const dy = wy - circle[3 * s + 1];
      if (dx * dx + dy * dy < circle[3 * s + 2] ** 2) sub = s;
    }
    return { view: this, node, sub };
  }
}
