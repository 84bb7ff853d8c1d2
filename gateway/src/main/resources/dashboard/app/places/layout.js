// Where nodes are: each in the circle of its strongest subentity, circles packed, members on a sunflower spiral.
//
// It depends on ids, memberships and weights only, so a picture is the same at once, for everybody, and after a reload.

import '../lib/d3-hierarchy.min.js';

const { packSiblings, packEnclose } = globalThis.d3;
const GOLDEN_ANGLE = 2.399963229728653;

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

const ROWS_A_STEP = 2_000;

/**
 * Places for a picture whose subentities, nodes and memberships are all there; a generator that yields between steps of
 * some thousand rows.
 *
 * @returns {Generator<void, {xy: Float32Array, home: Int32Array, slot: Uint32Array, slots: Uint32Array, circle: Float32Array, rank: Uint32Array, half: {w, h}, radius: number, followed: boolean, kept: boolean}>}
 *   xy of nodes, then of subentities; the circle each node is placed in (subs = "unassigned"), its place on the spiral
 *   there, and how many each spiral was laid out for; x, y, r of each circle, the unassigned one last (r 0 if nobody is
 *   in it); each subentity's turn in packing; half width and height of the whole, whose middle is 0, 0, and the larger of the
 *   two; whether an earlier picture was followed, and whether it differed, so that laid out anew it would look otherwise
 */
export function* place(picture) {
  const { nodes, subs } = picture;
  const { home, homeWeight } = homes(picture);
  yield;
  const groups = yield* members(picture, home, homeWeight);
  const order = Array.from({ length: subs }, (_, s) => s)
    .sort((a, b) => byText(picture.subId[a], picture.subId[b]))
    .sort((a, b) => groups[b].length - groups[a].length);
  const circles = order.map(s => ({ s, r: circleRadius(groups[s].length) + 0.6 }));
  packSiblings(circles);
  yield;
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
  yield;

  const rank = new Uint32Array(subs);
  order.forEach((s, k) => { rank[s] = k; });
  const xy = new Float32Array(2 * (nodes + subs));
  const slot = new Uint32Array(nodes);
  const slots = new Uint32Array(subs + 1);
  for (let s = 0; s <= subs; s++) {
    slots[s] = groups[s].length;
    groups[s].forEach((node, j) => putAt(xy, node, slot[node] = j, s, circle, slots));
    if (s < subs) {
      xy[2 * (nodes + s)] = circle[3 * s];
      xy[2 * (nodes + s) + 1] = circle[3 * s + 1];
    }
    if (groups[s].length > ROWS_A_STEP / 10) yield;
  }
  return { xy, home, slot, slots, circle, rank, half, radius: Math.max(4, half.w, half.h), followed: false, kept: false };
}

/** The circle of each node: its strongest subentity, ties by id; `subs` where it has none. */
export function homes(picture) {
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
  return { home, homeWeight };
}

/** The nodes of each circle, heaviest first, ties by id; the last are those of no subentity. */
function* members(picture, home, homeWeight) {
  const groups = Array.from({ length: picture.subs + 1 }, () => []);
  for (let i = 0; i < picture.nodes; i++) groups[home[i]].push(i);
  let sorted = 0;
  for (const group of groups) {
    group.sort((a, b) => homeWeight[b] - homeWeight[a] || byText(picture.id[a], picture.id[b]));
    sorted += group.length;
    if (sorted > ROWS_A_STEP) {
      sorted = 0;
      yield;
    }
  }
  return groups;
}

/** Puts a node at place j of its circle's spiral; places beyond those it was laid out for go on outwards. */
export function putAt(xy, node, j, s, circle, slots) {
  spiral(j, slots[s], Math.max(0.5, circle[3 * s + 2] - 1.6), xy, 2 * node);
  xy[2 * node] += circle[3 * s];
  xy[2 * node + 1] += circle[3 * s + 1];
}

/** A free place for one more circle at the left rim (screens are wide), the one nearest the middle of 17 directions. */
export function besides(circles, around, r) {
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
