// One ring a flip, growing where energy rose and shrinking where it fell; where too many come, the outline flashes.

import { Quads, ringColumns } from './layers.js';
import { shaderTime } from './clock.js';

const RINGS = 36;
const RINGS_A_CIRCLE = 10;
const RING_SECONDS = 1;

export class FlipRings {
  constructor(material) {
    this.quads = new Quads(material, ringColumns, RINGS);
    this.live = []; // {i, d, at, stimulus}
  }

  /** Takes what flipped and writes the rings that are left; true while there are some. */
  fill(scene, now, view) {
    const { citizen, picture, palette, nodes } = scene;
    const { quads } = this;
    const source = scene.shown ?? citizen;
    if (source.flips.length) {
      const fresh = source.flips;
      source.flips = [];
      const weight = flip => (1 + picture.degree(flip.i)) * Math.abs(flip.d) * (flip.stimulus ? 50 : 1);
      fresh.sort((a, b) => weight(b) - weight(a));
      this.live = this.live.filter(ring => now - ring.at < 1000 * RING_SECONDS);
      const counts = new Map();
      for (const flip of fresh) {
        const home = picture.places.home[flip.i];
        const here = (counts.get(home) ?? 0) + 1;
        counts.set(home, here);
        if (this.live.length < RINGS && here <= RINGS_A_CIRCLE) this.live.push({ ...flip, at: now });
        else if (home < picture.subs) (citizen.flashes ??= new Map()).set(home, now); // too many here: the outline flashes
      }
    }
    let n = 0;
    for (const ring of this.live) {
      if (now - ring.at > 1000 * RING_SECONDS) continue;
      const tone = ring.stimulus ? palette.accent : palette.ring;
      quads.at.set([nodes.place[4 * ring.i + 2], nodes.place[4 * ring.i + 3], shaderTime(ring.at), view.still ? 0 : ring.d > 0 ? 1 : -1], 4 * n);
      quads.look.set([...tone, 3 + Math.min(4, 0.6 * nodes.size[ring.i])], 4 * n);
      n++;
    }
    if (n || quads.count) quads.wrote(n);
    return n > 0;
  }

  clear() {
    this.live = [];
  }

  dispose() {
    this.quads.dispose();
  }
}
