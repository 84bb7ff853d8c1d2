// A picture taken anew while it is looked at: what was there stays where it is, what is new takes free places.

import { besides, circleRadius, homes, putAt } from './layout.js';

const MOST_CHANGED = 0.1; // of all memberships; where more changed, everything is laid out anew
const ROWS_A_STEP = 2_000;

/**
 * Places for `picture`, which follows on `before`: circles and nodes that stay keep theirs; a node that is new, or whose
 * strongest subentity is another now, takes the first free place of its circle's spiral; a subentity that is new gets a
 * circle at the rim. Null where more than a tenth of the memberships changed. A generator as {@link place} is.
 */
export function* keepPlaces(picture, before) {
  const { nodes, subs } = picture;
  const subWas = Int32Array.from({ length: subs + 1 }, (_, s) => (s < subs ? before.subIndexOf(picture.subId[s]) : before.subs));
  const nodeWas = new Int32Array(nodes);
  for (let i = 0; i < nodes; i++) {
    nodeWas[i] = before.indexOf(picture.id[i]);
    if (i % ROWS_A_STEP === 0) yield;
  }
  const share = yield* changed(picture, before, subWas, nodeWas);
  if (share > MOST_CHANGED) return null;

  const was = before.places;
  const { home } = homes(picture);
  const xy = new Float32Array(2 * (nodes + subs));
  const slot = new Uint32Array(nodes);
  const slots = new Uint32Array(subs + 1);
  const circle = new Float32Array(3 * (subs + 1));
  const rank = new Uint32Array(subs);
  const counts = new Uint32Array(subs + 1);
  for (let i = 0; i < nodes; i++) counts[home[i]]++;
  yield;

  const circles = [];
  const fresh = [];
  let turn = before.subs;
  for (let s = 0; s <= subs; s++) {
    const old = subWas[s];
    if (s < subs) rank[s] = old >= 0 ? was.rank[old] : turn++;
    if (old >= 0 && was.circle[3 * old + 2] > 0) {
      circle.set(was.circle.subarray(3 * old, 3 * old + 3), 3 * s);
      slots[s] = was.slots[old];
      circles.push({ x: circle[3 * s], y: circle[3 * s + 1], r: circle[3 * s + 2] + 0.6 });
    } else if (s < subs || counts[s]) fresh.push(s);
  }
  for (const s of fresh) {
    const r = circleRadius(counts[s]) + 0.6;
    const at = circles.length ? besides(circles, { x: 0, y: 0 }, r) : { x: 0, y: 0 };
    circle.set([at.x, at.y, r - 0.6], 3 * s);
    slots[s] = counts[s];
    circles.push({ x: at.x, y: at.y, r });
  }
  yield;

  const taken = Array.from({ length: subs + 1 }, () => new Set());
  const coming = [];
  for (let i = 0; i < nodes; i++) {
    const old = nodeWas[i];
    const s = home[i];
    if (old >= 0 && was.home[old] === subWas[s]) {
      xy.set(was.xy.subarray(2 * old, 2 * old + 2), 2 * i);
      slot[i] = was.slot[old];
      taken[s].add(slot[i]);
    } else coming.push(i);
  }
  yield;
  coming.sort((a, b) => (picture.id[a] < picture.id[b] ? -1 : 1));
  const free = new Uint32Array(subs + 1);
  for (const i of coming) {
    const s = home[i];
    while (taken[s].has(free[s])) free[s]++;
    putAt(xy, i, slot[i] = free[s]++, s, circle, slots);
  }
  for (let s = 0; s < subs; s++) xy.set(circle.subarray(3 * s, 3 * s + 2), 2 * (nodes + s));
  const half = { w: 4, h: 4 }; // around the same middle, so that nothing moves
  for (const c of circles) {
    half.w = Math.max(half.w, Math.abs(c.x) + c.r);
    half.h = Math.max(half.h, Math.abs(c.y) + c.r);
  }
  return { xy, home, slot, slots, circle, rank, half, radius: Math.max(half.w, half.h), followed: true, kept: was.kept || share > 0 || coming.length > 0 };
}

/** Memberships that came or went, as a share of those that were. */
function* changed(picture, before, subWas, nodeWas) {
  const { memberships, nodes } = before;
  const had = new Set();
  for (let k = 0; k < memberships; k++) {
    had.add(before.memberSub[k] * nodes + before.memberNode[k]);
    if (k % ROWS_A_STEP === 0) yield;
  }
  let stayed = 0;
  for (let k = 0; k < picture.memberships; k++) {
    const s = subWas[picture.memberSub[k]];
    const i = nodeWas[picture.memberNode[k]];
    if (s >= 0 && i >= 0 && had.has(s * nodes + i)) stayed++;
    if (k % ROWS_A_STEP === 0) yield;
  }
  return (had.size - stayed + picture.memberships - stayed) / Math.max(1, had.size);
}
