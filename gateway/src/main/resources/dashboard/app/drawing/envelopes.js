// Outlines of few subentities: not the circle, but how far its members, also those placed elsewhere, reach in each direction.

import * as THREE from '../lib/three.module.min.js';

export const MOST = 15; // more of them meet one another, and circles alone stay legible
const WIDEST = 2; // times the radius of the circle
const DIRECTIONS = 64;
const SECTOR = 5;       // a direction hears members in this many steps to either side
const SHARE = 0.93;     // of the members of a sector that the outline holds
const SMOOTHINGS = 3;

/**
 * Radii of the outlines over the radius of the circle, one row of 64 directions a subentity, from east and clockwise on
 * the screen; between 0.9 and {@link WIDEST}.
 */
export function envelopes(picture) {
  const { circle, xy } = picture.places;
  const rows = new Float32Array(DIRECTIONS * picture.subs);
  for (let s = 0; s < picture.subs; s++) {
    const [x, y, r] = circle.subarray(3 * s, 3 * s + 3);
    const seen = Array.from({ length: DIRECTIONS }, () => []);
    for (const i of picture.membersOf(s)) {
      const dx = xy[2 * i] - x;
      const dy = xy[2 * i + 1] - y;
      const at = Math.floor(((Math.atan2(dy, dx) / (2 * Math.PI) + 1) % 1) * DIRECTIONS);
      seen[at].push(Math.hypot(dx, dy) / (r || 1));
    }
    let row = seen.map((_, k) => {
      const near = [];
      for (let j = k - SECTOR; j <= k + SECTOR; j++) near.push(...seen[(j + DIRECTIONS) % DIRECTIONS]);
      near.sort((a, b) => a - b);
      const reach = near.length ? near[Math.min(near.length - 1, Math.floor(SHARE * near.length))] + 0.06 : 0.9;
      return Math.max(0.9, Math.min(WIDEST, reach));
    });
    for (let pass = 0; pass < SMOOTHINGS; pass++) {
      row = row.map((v, k) => 0.25 * row[(k + DIRECTIONS - 1) % DIRECTIONS] + 0.5 * v + 0.25 * row[(k + 1) % DIRECTIONS]);
    }
    rows.set(row, DIRECTIONS * s);
  }
  return rows;
}

/** The same as a texture for the shader of circles, its values over {@link WIDEST}; null where circles are drawn. */
export function envelopeTexture(picture) {
  if (!picture.subs || picture.subs > MOST) return null;
  const bytes = Uint8Array.from(envelopes(picture), v => Math.round((255 * v) / WIDEST));
  const texture = new THREE.DataTexture(bytes, DIRECTIONS, picture.subs, THREE.RedFormat, THREE.UnsignedByteType);
  texture.wrapS = THREE.RepeatWrapping;
  texture.magFilter = THREE.LinearFilter;
  texture.minFilter = THREE.LinearFilter;
  texture.unpackAlignment = 1;
  texture.needsUpdate = true;
  return texture;
}
