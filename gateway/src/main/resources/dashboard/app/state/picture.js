// One citizen's graph as parallel typed arrays, filled from the parts of a snapshot and then moved by events.
//
// A node's index is its place in the snapshot. Nothing here makes an object per node, and an event writes two bytes a
// node: the level shown before it and the level after it, between which the drawing eases.

import { words } from '../format.js';

const LOG2_5 = Math.log2(5);

/** What is drawn for energy `e` at threshold `t`: 0 at rest, 0.43 at threshold, 1 at four times threshold. */
export function level(e, t) {
  if (!(e > 0)) return 0;
  const a = Math.log2(1 + e / t) / LOG2_5;
  return a > 1 ? 1 : a;
}

/** A name written as one word with underscores reads better with spaces. */
const readable = name => (/\s/.test(name) ? name : words(name));

/** Rows grouped by a key in [0, groups): the rows of group g are `row[start[g]]` to `row[start[g + 1] - 1]`. */
export function group(keys, length, groups) {
  const start = new Uint32Array(groups + 1);
  for (let i = 0; i < length; i++) if (keys[i] < groups) start[keys[i] + 1]++;
  for (let g = 0; g < groups; g++) start[g + 1] += start[g];
  const row = new Uint32Array(start[groups]);
  const next = start.slice();
  for (let i = 0; i < length; i++) if (keys[i] < groups) row[next[keys[i]]++] = i;
  return { start, row };
}

export class Picture {
  constructor(header, epoch, seq) {
    const n = header.nodes;
    const s = header.subentities;
    const m = header.memberships;
    const l = Math.max(0, header.links - m);
    this.graph = header.graph;
    this.epoch = epoch;
    this.seq = seq;
    this.nodeTypes = header.node_types ?? [];
    this.linkTypes = header.link_types ?? [];
    this.tickMs = header.tick_ms ?? 100;

    this.nodes = n;
    this.subs = s;
    this.links = l;
    this.memberships = m;
    this.haveNodes = 0;
    this.haveSubs = 0;
    this.haveMembers = 0;
    this.haveLinks = 0;

    this.id = new Array(n);
    this.name = new Array(n);
    this.type = new Uint16Array(n);
    this.e = new Float32Array(n);
    this.t = new Float32Array(n).fill(0.5);
    this.w = new Float32Array(n);
    this.before = new Uint8Array(n); // level x 255 shown when the last event came
    this.now = new Uint8Array(n);    // level x 255 to be shown once eased
    this.moving = new Uint32Array(n); // the nodes whose two levels differ, or did at the last event
    this.moves = 0;
    this.isMoving = new Uint8Array(n);
    this.flippedAt = new Float64Array(n); // ms, 0 = not seen to flip
    this.flippedBy = new Float32Array(n);

    this.subId = new Array(s);
    this.subName = new Array(s);
    this.subColor = new Array(s).fill('');
    this.subE = new Float32Array(s);
    this.subT = new Float32Array(s).fill(1);
    this.subActive = new Uint8Array(s);
    this.subQuality = new Float32Array(s).fill(NaN);
    this.subStability = new Array(s).fill('');

    this.memberSub = new Uint32Array(m);
    this.memberNode = new Uint32Array(m);
    this.memberWeight = new Float32Array(m);

    this.source = new Uint32Array(l);
    this.target = new Uint32Array(l);
    this.linkType = new Uint16Array(l);
    this.linkWeight = new Float32Array(l);

    this.energyVersion = 0;
    this.complete = false;
  }

  /** Takes one part's columns; says which kind it was. */
  take(body) {
    if (body.subs) {
      const c = body.subs;
      const from = c.from ?? 0;
      const n = Math.min(c.id.length, this.subs - from);
      for (let j = 0; j < n; j++) {
        const i = from + j;
        this.subId[i] = c.id[j];
        this.subName[i] = c.name?.[j] || c.id[j];
        this.subColor[i] = c.color?.[j] ?? '';
        this.subE[i] = c.e?.[j] ?? 0;
        this.subT[i] = c.t?.[j] ?? 1;
        this.subActive[i] = c.a?.[j] ? 1 : 0;
        this.subQuality[i] = c.quality?.[j] ?? NaN;
        this.subStability[i] = c.stability?.[j] ?? '';
      }
      this.haveSubs = Math.max(this.haveSubs, from + n);
    }
    if (body.nodes) {
      const c = body.nodes;
      const from = c.from ?? 0;
      const n = Math.min(c.id.length, this.nodes - from);
      for (let j = 0; j < n; j++) {
        const i = from + j;
        this.id[i] = c.id[j];
        this.name[i] = readable(c.name?.[j] || c.id[j]);
        this.type[i] = c.type?.[j] ?? 0;
        this.e[i] = c.e?.[j] ?? 0;
        this.t[i] = c.t?.[j] > 0 ? c.t[j] : 0.5;
        this.w[i] = c.w?.[j] ?? 0;
        this.before[i] = this.now[i] = Math.round(255 * level(this.e[i], this.t[i]));
      }
      this.haveNodes = Math.max(this.haveNodes, from + n);
    }
    if (body.members) {
      const c = body.members;
      const from = c.from ?? 0;
      const n = Math.min(c.sub.length, this.memberships - from);
      for (let j = 0; j < n; j++) {
        this.memberSub[from + j] = c.sub[j];
        this.memberNode[from + j] = c.node[j];
        this.memberWeight[from + j] = c.w?.[j] ?? 0.5;
      }
      this.haveMembers = Math.max(this.haveMembers, from + n);
    }
    if (body.links) {
      const c = body.links;
      const from = c.from ?? 0;
      const n = Math.min(c.src.length, this.links - from);
      for (let j = 0; j < n; j++) {
        this.source[from + j] = c.src[j];
        this.target[from + j] = c.dst[j];
        this.linkType[from + j] = c.type?.[j] ?? 0;
        this.linkWeight[from + j] = c.w?.[j] ?? 0;
      }
      this.haveLinks = Math.max(this.haveLinks, from + n);
    }
  }

  get placeable() {
    return this.haveNodes >= this.nodes && this.haveSubs >= this.subs && this.haveMembers >= this.memberships;
  }

  /** Groups memberships both ways; call once all have come. */
  indexMembers() {
    this.ofSub = group(this.memberSub, this.haveMembers, this.subs);
    this.ofNode = group(this.memberNode, this.haveMembers, this.nodes);
  }

  /** Groups links by their ends and counts degrees; call once all have come. */
  indexLinks() {
    const ends = this.nodes + this.subs;
    this.out = group(this.source, this.haveLinks, ends);
    this.into = group(this.target, this.haveLinks, ends);
    this.complete = true;
  }

  degree(i) {
    if (!this.out) return 0;
    return this.out.start[i + 1] - this.out.start[i] + this.into.start[i + 1] - this.into.start[i];
  }

  /** How much larger than a node without links it is drawn. */
  sizeOf(i) {
    return 1 + 0.2 * Math.sqrt(Math.min(400, this.degree(i)));
  }

  /** Node energies that moved. `share` is how much of the last easing has been shown, 0 to 1. */
  delta({ i, e }, share) {
    const { before, now, moving, isMoving } = this;
    let moves = 0;
    for (let k = 0; k < this.moves; k++) {
      const at = moving[k];
      before[at] = share >= 1 ? now[at] : before[at] + (now[at] - before[at]) * share;
      if (before[at] !== now[at]) moving[moves++] = at;
      else isMoving[at] = 0;
    }
    const n = this.nodes;
    for (let j = 0; j < i.length; j++) {
      const at = i[j];
      if (!(at < n)) continue;
      this.e[at] = e[j];
      now[at] = Math.round(255 * level(e[j], this.t[at]));
      if (before[at] === now[at] || isMoving[at]) continue;
      isMoving[at] = 1;
      moving[moves++] = at;
    }
    this.moves = moves;
    this.energyVersion++;
  }

  subDelta({ i, e, t, a }) {
    const n = this.subs;
    for (let j = 0; j < i.length; j++) {
      const at = i[j];
      if (!(at < n)) continue;
      this.subE[at] = e[j];
      if (t?.[j] > 0) this.subT[at] = t[j];
      if (a) this.subActive[at] = a[j] ? 1 : 0;
    }
    this.energyVersion++;
  }

  subLevel(s) {
    return level(this.subE[s], this.subT[s]);
  }

  /** The subentity with most energy for its threshold; -1 where none has any. */
  mostActive() {
    let most = -1;
    for (let s = 0; s < this.subs; s++) {
      if (this.subE[s] > 0 && (most < 0 || this.subE[s] / this.subT[s] > this.subE[most] / this.subT[most])) most = s;
    }
    return most;
  }

  /** The memberships of a node as {sub, weight}, heaviest first. */
  membershipsOf(i) {
    if (!this.ofNode) return [];
    const { start, row } = this.ofNode;
    const found = [];
    for (let k = start[i]; k < start[i + 1]; k++) found.push({ sub: this.memberSub[row[k]], weight: this.memberWeight[row[k]] });
    return found.sort((x, y) => y.weight - x.weight || x.sub - y.sub);
  }

  membersOf(s) {
    if (!this.ofSub) return [];
    const { start, row } = this.ofSub;
    const found = [];
    for (let k = start[s]; k < start[s + 1]; k++) found.push(this.memberNode[row[k]]);
    return found;
  }

  /** Links at a node as {link, other, out}. */
  linksOf(i) {
    if (!this.out) return [];
    const found = [];
    for (let k = this.out.start[i]; k < this.out.start[i + 1]; k++) {
      const link = this.out.row[k];
      found.push({ link, other: this.target[link], out: true });
    }
    for (let k = this.into.start[i]; k < this.into.start[i + 1]; k++) {
      const link = this.into.row[k];
      found.push({ link, other: this.source[link], out: false });
    }
    return found;
  }

  indexOf(id) {
    this.byId ??= new Map(this.id.map((key, i) => [key, i]));
    return this.byId.get(id) ?? -1;
  }

  subIndexOf(id) {
    this.subById ??= new Map(this.subId.map((key, i) => [key, i]));
    return this.subById.get(id) ?? -1;
  }

  /** The name of a link's end, node or subentity. */
  endName(end) {
    return end < this.nodes ? this.name[end] : this.subName[end - this.nodes] ?? '';
  }
}
