// Where nodes are: each in the circle of its strongest subentity, circles packed, members on a sunflower spiral.
//
// It depends on ids, memberships and weights only, so a picture is the same at once, for everybody, and after a reload.

import '../lib/d3-hierarchy.min.js';

const { packSiblings, packEnclose } = globalThis.d3;
const GOLDEN_ANGLE = 2.399963229728653;
export const UNASSIGNED = 'unassigned';

/** Point j of n on a sunflower spiral filling a disc of the given radius. */
export function spiral(j, n, radius, out, at) {
  const r = radius * Math.sqrt((j + 0.5) / Math.max(1, n));
  const angle = j * GOLDEN_ANGLE;
  out[at] = r * Math.cos(angle);
  out[at + 1] = r * Math.sin(angle);
}

/** Radius of the circle of a subentity with that many members placed in it, in world units. */
export const circleRadius = members => 1.15 * Math.sqrt(members + 1) + 2.2;

const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Places for a picture whose subentities, nodes and memberships are all there.
 *
 * @returns {{xy: Float32Array, home: Int32Array, circle: Float32Array, order: Uint32Array, half: {w, h}, radius: number}}
 *   xy of nodes, then of subentities; the circle each node is placed in (subs = "unassigned"); x, y, r of each circle,
 *   the unassigned one last (r 0 if nobody is in it); circles in packing order; half width and height of the whole,
 *   whose middle is 0, 0, and the larger of the two
 */
export function place(picture) {
  const { nodes, subs } = picture;
  const home = new Int32Array(nodes).fill(subs);
  const homeWeight = new Float32Array(nodes);
  for (let s = 0; s < subs; s++) {
    const { start, row } = picture.ofSub;
    for (let k = start[s]; k < start[s + 1]; k++) {
      const node = picture.memberNode[row[k]];
      const weight = picture.memberWeight[row[k]];
      const held = home[node];
      if (held === subs || weight > homeWeight[node]
        || (weight === homeWeight[node] && picture.subId[s] < picture.subId[held])) {
        home[node] = s;
        homeWeight[node] = weight;
      }
    }
  }

  const groups = Array.from({ length: subs + 1 }, () => []);
  for (let i = 0; i < nodes; i++) groups[home[i]].push(i);

  const order = Array.from({ length: subs }, (_, s) => s)
    .sort((a, b) => byText(picture.subId[a], picture.subId[b]))
    .sort((a, b) => groups[b].length - groups[a].length);
  const circles = order.map(s => ({ s, r: circleRadius(groups[s].length) + 0.6 }));
  packSiblings(circles);
  if (groups[subs].length) {
    const r = circleRadius(groups[subs].length) + 0.6;
    const free = circles.length ? besides(circles, packEnclose(circles), r) : { x: 0, y: 0 };
    circles.push({ s: subs, r, x: free.x, y: free.y });
  }
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const c of circles) {
    box.x0 = Math.min(box.x0, c.x - c.r);
    box.y0 = Math.min(box.y0, c.y - c.r);
    box.x1 = Math.max(box.x1, c.x + c.r);
    box.y1 = Math.max(box.y1, c.y + c.r);
  }
  const middle = circles.length ? { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 } : { x: 0, y: 0 };
  const half = circles.length ? { w: (box.x1 - box.x0) / 2, h: (box.y1 - box.y0) / 2 } : { w: 4, h: 4 };

  const circle = new Float32Array(3 * (subs + 1));
  for (const c of circles) {
    circle[3 * c.s] = c.x - middle.x;
    circle[3 * c.s + 1] = c.y - middle.y;
    circle[3 * c.s + 2] = c.r - 0.6;
  }

  const xy = new Float32Array(2 * (nodes + subs));
  for (let s = 0; s <= subs; s++) {
    const members = groups[s].sort((a, b) => homeWeight[b] - homeWeight[a] || byText(picture.id[a], picture.id[b]));
    members.forEach((node, j) => {
      spiral(j, members.length, Math.max(0.5, circle[3 * s + 2] - 1.6), xy, 2 * node);
      xy[2 * node] += circle[3 * s];
      xy[2 * node + 1] += circle[3 * s + 1];
    });
    if (s < subs) {
      xy[2 * (nodes + s)] = circle[3 * s];
      xy[2 * (nodes + s) + 1] = circle[3 * s + 1];
    }
  }
  return { xy, home, circle, order: Uint32Array.from(order), half, radius: Math.max(4, half.w, half.h) };
}

/** A free place for one more circle at the left rim (screens are wide), the one nearest the middle of 17 directions. */
function besides(circles, around, r) {
  let best = null;
  for (let k = -8; k <= 8; k++) {
    const dx = -Math.cos(k / 20);
    const dy = Math.sin(k / 20);
    let far = 0;
    for (const c of circles) { // how far out along this direction the new circle clears this one
      const along = (c.x - around.x) * dx + (c.y - around.y) * dy;
      const aside = Math.abs((c.x - around.x) * -dy + (c.y - around.y) * dx);
      const reach = c.r + r;
      if (aside < reach) far = Math.max(far, along + Math.sqrt(reach * reach - aside * aside));
    }
    if (!best || far < best.far) best = { far, x: around.x + dx * far, y: around.y + dy * far };
  }
  return best;
}

/** The neighbour of a node that lies most in a direction [dx, dy], within 70 degrees of it; -1 where none does. */
export function neighbourTowards(picture, from, [dx, dy]) {
  const { xy } = picture.places;
  let best = -1;
  let most = 0.34;
  for (const { other } of picture.linksOf(from)) {
    if (other >= picture.nodes || other === from) continue;
    const vx = xy[2 * other] - xy[2 * from];
    const vy = xy[2 * other + 1] - xy[2 * from + 1];
    const along = (vx * dx + vy * dy) / (Math.hypot(vx, vy) || 1);
    if (along > most) {
      most = along;
      best = other;
    }
  }
  return best;
}

/** Nodes by cell, to find the nearest to a point without asking the graphics card. */
export class Grid {
  constructor(xy, nodes, radius) {
    this.xy = xy;
    this.cells = Math.max(1, Math.min(256, Math.round(Math.sqrt(nodes / 2))));
    this.low = -radius * 1.05;
    this.size = (2.1 * radius) / this.cells;
    const cell = new Uint32Array(nodes);
    for (let i = 0; i < nodes; i++) cell[i] = this.column(xy[2 * i]) + this.cells * this.column(xy[2 * i + 1]);
    this.start = new Uint32Array(this.cells * this.cells + 1);
    for (const c of cell) this.start[c + 1]++;
    for (let c = 0; c < this.cells * this.cells; c++) this.start[c + 1] += this.start[c];
    this.row = new Uint32Array(nodes);
    const next = this.start.slice();
    for (let i = 0; i < nodes; i++) this.row[next[cell[i]]++] = i;
  }

  column(x) {
    return Math.max(0, Math.min(this.cells - 1, Math.floor((x - this.low) / this.size)));
  }

  /** The node nearest to x, y within `reach`, or -1. */
  nearest(x, y, reach) {
    let found = -1;
    let least = reach * reach;
    for (let cy = this.column(y - reach); cy <= this.column(y + reach); cy++) {
      for (let cx = this.column(x - reach); cx <= this.column(x + reach); cx++) {
        const c = cx + this.cells * cy;
        for (let k = this.start[c]; k < this.start[c + 1]; k++) {
          const i = this.row[k];
          const dx = this.xy[2 * i] - x;
          const dy = this.xy[2 * i + 1] - y;
          const d = dx * dx + dy * dy;
          if (d < least) {
            least = d;
            found = i;
          }
        }
      }
    }
    return found;
  }

  /** Calls back with each node in the box, until it answers false. */
  within(x0, y0, x1, y1, each) {
    for (let cy = this.column(y0); cy <= this.column(y1); cy++) {
      for (let cx = this.column(x0); cx <= this.column(x1); cx++) {
        const c = cx + this.cells * cy;
        for (let k = this.start[c]; k < this.start[c + 1]; k++) {
          const i = this.row[k];
          const px = this.xy[2 * i];
          const py = this.xy[2 * i + 1];
          if (px >= x0 && px <= x1 && py >= y0 && py <= y1 && each(i) === false) return;
        }
      }
    }
  }
}
