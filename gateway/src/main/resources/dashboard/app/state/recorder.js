// The last minute of one citizen, kept so that it can be played again and compared with now.
//
// A keyframe of all levels every five seconds and the events between them; both bounded.

export const KEPT_MS = 65_000;
const KEYFRAME_MS = 5_000;
const MOST_EVENTS = 6_000;

export class Recorder {
  constructor() {
    this.keyframes = []; // {t, e}
    this.events = [];    // {t, type, body}
  }

  clear() {
    this.keyframes = [];
    this.events = [];
  }

  /** Remembers an event; call after it was applied. */
  record(t, type, body, picture) {
    const last = this.keyframes[this.keyframes.length - 1];
    if (!last || t - last.t >= KEYFRAME_MS) {
      const spare = this.keyframes.length && this.keyframes[0].t < t - KEPT_MS - KEYFRAME_MS ? this.keyframes.shift() : null;
      const e = spare && spare.e.length === picture.nodes ? spare.e : new Float32Array(picture.nodes);
      const subE = spare && spare.subE.length === picture.subs ? spare.subE : new Float32Array(picture.subs);
      e.set(picture.e);
      subE.set(picture.subE);
      this.keyframes.push({ t, e, subE });
    }
    this.events.push({ t, type, body });
    let old = 0;
    while (old < this.events.length && (this.events[old].t < t - KEPT_MS || this.events.length - old > MOST_EVENTS)) old++;
    if (old > 200 || (old && this.events.length > MOST_EVENTS)) this.events.splice(0, old);
  }

  get oldest() {
    return this.keyframes[0]?.t ?? 0;
  }

  /** Node and subentity energies as they were at `t`, written into `e` and `subE`; false if that is not remembered. */
  energiesAt(t, e, subE) {
    let k = this.keyframes.length - 1;
    while (k > 0 && this.keyframes[k].t > t) k--;
    const key = this.keyframes[k];
    if (!key || key.e.length !== e.length) return false;
    e.set(key.e);
    subE.set(key.subE);
    for (let j = this.firstAfter(key.t); j < this.events.length && this.events[j].t <= t; j++) this.apply(this.events[j], e, subE);
    return true;
  }

  apply({ type, body }, e, subE) {
    if (type === 'delta') for (let j = 0; j < body.i.length; j++) e[body.i[j]] = body.e[j];
    else if (type === 'subs') for (let j = 0; j < body.i.length; j++) subE[body.i[j]] = body.e[j];
  }

  /** Index of the first remembered event later than `t`. */
  firstAfter(t) {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle].t <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
