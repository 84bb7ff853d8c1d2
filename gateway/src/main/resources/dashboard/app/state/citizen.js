// One citizen as the page knows it: its state as told, its picture, what moves in it, what it told.

import { Series } from './series.js';
import { Recorder } from './recorder.js';

/** Links whose flow is kept: the largest of the last telling. */
export const FLOWS = 200;
const EASE_MS = 110; // from one telling of energies to the next
export const LIVE = new Set(['running', 'degraded']);

/** How often something comes, a second, measured over the last seconds. */
class Rate {
  constructor() {
    this.n = 0;
    this.from = 0;
    this.hz = NaN;
  }

  count(now) {
    if (now - this.from > 6000) {
      this.from = now;
      this.n = 0;
      this.hz = NaN;
      return;
    }
    this.n++;
    if (now - this.from < 2000) return;
    this.hz = (1000 * this.n) / (now - this.from);
    this.from = now;
    this.n = 0;
  }
}

/** One citizen, from before its engine starts until the page is closed. */
export class Citizen {
  constructor(graph, name, level) {
    this.graph = graph;
    this.name = name;
    this.level = level;
    this.state = 'unknown';
    this.reason = '';
    this.percent = null;
    this.restarts = 0;
    this.nextTryMs = null;
    this.status = null;
    this.silentMs = 0;
    this.since = Date.now(); // when it entered this state, as seen here
    this.heardAt = 0;        // last event of its stream
    this.picture = null;     // what is drawn
    this.incoming = null;    // a snapshot on its way
    this.held = [];
    this.flows = { link: new Uint32Array(FLOWS), f: new Float32Array(FLOWS), n: 0, at: 0, version: 0 };
    this.flips = [];         // for the rings: {i, d, at}, drained by the drawing
    this.frame = null;
    this.wm = { subs: [], share: [], entered: new Map(), left: [] };
    this.log = [];
    this.logged = 0;
    this.series = new Series();
    this.recorder = new Recorder();
    this.easedFrom = 0;
    this.seen = new Rate();
    this.stories = { strides: [], emergence: [], tiers: {}, hubs: null, atRisk: [], integration: null, modulation: null, health: null, entities: new Map() };
  }

  get live() {
    return LIVE.has(this.state);
  }

  /** Seconds since anything was heard of it, where that is worth saying; else 0. */
  staleSeconds(now) {
    if (this.state === 'unknown' || this.silentMs > 3000) return Math.max(1, Math.round((this.silentMs + now - this.lifeAt) / 1000));
    return 0;
  }

  /** How much of the way from the energies before to those now is on screen, 0 to 1. */
  eased(now = performance.now()) {
    return Math.min(1, (now - this.easedFrom) / EASE_MS);
  }

  get frozen() {
    return this.status?.runningState === 'frozen';
  }
}
