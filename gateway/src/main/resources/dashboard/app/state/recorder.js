// The last minute of one citizen, kept so that it can be played again and compared with now.
//
// A keyframe of all energies every five seconds and, between them, what was told: a ring of events and a ring of the rows
// they stand for, both typed arrays with an end. Nothing is allocated for an event.

const KEPT_MS = 65_000;
const KEYFRAME_MS = 5_000;
const MOST_EVENTS = 4_096;   // four kinds at 10 Hz are 2,600 in that time
const FIRST_ROWS = 1 << 14;
const MOST_ROWS = 1 << 20;   // 8 MiB: 1,600 rows in each tenth of a second; what is more shortens the time that is kept
export const KINDS = ['delta', 'subs', 'flips', 'flows'];
const [DELTA, SUBS] = [0, 1];

export class Recorder {
  /** How far back it goes. */
  get keptMs() {
    return KEPT_MS;
  }

  constructor() {
    this.clear();
  }

  clear() {
    this.keyframes = [];     // {t, k, e, subE}: as it was before event k
    this.first = 0;          // number of the oldest event kept
    this.next = 0;           // number of the one that comes next
    this.t = null;
    this.spare = null;       // a keyframe that is over, to be written anew
  }

  /** Events that are kept. */
  get length() {
    return this.next - this.first;
  }

  slot(k) {
    return k & (MOST_EVENTS - 1);
  }

  timeOf(k) {
    return this.t[this.slot(k)];
  }

  kindOf(k) {
    return KINDS[this.kind[this.slot(k)]];
  }

  rowsOf(k) {
    return this.rows[this.slot(k)];
  }

  /** Row `j` of event `k`: its index and its value are at this place of {@link index} and {@link value}. */
  place(k, j) {
    return (this.at[this.slot(k)] + j) & (this.index.length - 1);
  }

  /** Remembers an event; call after it was applied. Other kinds than {@link KINDS} are none of ours. */
  record(t, type, body, picture) {
    const kind = KINDS.indexOf(type);
    if (kind < 0) return;
    const follows = this.keyframes[this.keyframes.length - 1];
    if (follows?.k === this.next) follows.t = Math.min(follows.t, t - 1); // whatever our clock says
    this.put(t, kind, body.i ?? body.l, body.e && type !== 'flips' ? body.e : body.d ?? body.f);
    const last = this.keyframes[this.keyframes.length - 1];
    if (!last || t - last.t >= KEYFRAME_MS) this.keyframe(t, picture.e, picture.subE);
    while (this.length && this.timeOf(this.first) < t - KEPT_MS) this.drop();
  }

  /** Keeps all energies as they are after the events so far. */
  keyframe(t, nodeEnergies, subEnergies) {
    const { spare } = this;
    this.spare = null;
    const e = spare?.e.length === nodeEnergies.length ? spare.e : new Float32Array(nodeEnergies.length);
    const subE = spare?.subE.length === subEnergies.length ? spare.subE : new Float32Array(subEnergies.length);
    e.set(nodeEnergies);
    subE.set(subEnergies);
    this.keyframes.push({ t, k: this.next, e, subE });
  }

  put(t, kind, index, value) {
    if (!this.t) this.open();
    const n = Math.min(index.length, MOST_ROWS);
    while (this.end - this.begin + n > this.index.length && this.index.length < MOST_ROWS) this.grow();
    while (this.length && (this.length >= MOST_EVENTS || this.end - this.begin + n > this.index.length)) this.drop();
    const slot = this.slot(this.next++);
    this.t[slot] = t;
    this.kind[slot] = kind;
    this.at[slot] = this.end;
    this.rows[slot] = n;
    const mask = this.index.length - 1;
    for (let j = 0; j < n; j++) {
      this.index[(this.end + j) & mask] = index[j];
      this.value[(this.end + j) & mask] = value?.[j] ?? 0;
    }
    this.end += n;
  }

  open() {
    this.t = new Float64Array(MOST_EVENTS);
    this.kind = new Uint8Array(MOST_EVENTS);
    this.at = new Float64Array(MOST_EVENTS); // rows are counted on without end, as the events are
    this.rows = new Uint32Array(MOST_EVENTS);
    this.index = new Uint32Array(FIRST_ROWS);
    this.value = new Float32Array(FIRST_ROWS);
    this.begin = 0;
    this.end = 0;
  }

  grow() {
    const { index, value } = this;
    this.index = new Uint32Array(2 * index.length);
    this.value = new Float32Array(2 * index.length);
    for (let row = this.begin; row < this.end; row++) {
      this.index[row & (this.index.length - 1)] = index[row & (index.length - 1)];
      this.value[row & (this.index.length - 1)] = value[row & (index.length - 1)];
    }
  }

  drop() {
    this.begin = this.at[this.slot(this.first)] + this.rowsOf(this.first);
    this.first++;
    this.trim();
  }

  /** A keyframe that events are missing after tells nothing. */
  trim() {
    while (this.keyframes.length && this.keyframes[0].k < this.first) this.spare = this.keyframes.shift();
  }

  /** When what can be shown begins; 0 if nothing can. */
  get oldest() {
    return this.keyframes[0]?.t ?? 0;
  }

  /** When the newest event was told; 0 if none was. */
  get latest() {
    return this.length ? this.timeOf(this.next - 1) : 0;
  }

  /** Node and subentity energies as they were at `t`, written into `e` and `subE`; false if that is not remembered. */
  energiesAt(t, e, subE) {
    let at = this.keyframes.length - 1;
    while (at > 0 && this.keyframes[at].t > t) at--;
    const key = this.keyframes[at];
    if (!key || key.e.length !== e.length || key.subE.length !== subE.length) return false;
    e.set(key.e);
    subE.set(key.subE);
    for (let k = key.k; k < this.next && this.timeOf(k) <= t; k++) {
      const kind = this.kind[this.slot(k)];
      const into = kind === DELTA ? e : kind === SUBS ? subE : null;
      for (let j = 0; into && j < this.rowsOf(k); j++) {
        const place = this.place(k, j);
        into[this.index[place]] = this.value[place];
      }
    }
    return true;
  }

  /** Number of the first event later than `t`. */
  firstAfter(t) {
    let low = this.first;
    let high = this.next;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.timeOf(middle) <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Puts before all that is remembered what was told earlier, oldest first, {type, t_ms, body} each. `e` and `subE` hold
   * the energies after the last of them and are used up.
   *
   * Events tell what a value became, not what it was. Before the first that is told of a node here, it has what that one
   * says, less what a flip or a stimulus at the same moment gave; one of which nothing is told has not moved.
   */
  before(events, e, subE) {
    const told = events.filter(({ type, body }) => KINDS.includes(type) && body);
    if (!told.length) return;
    this.rewind(events, e, subE);
    const later = { keyframes: this.keyframes, first: this.first, next: this.next };
    const from = this.length ? { ...this, slot: this.slot } : null;
    this.clear();
    const picture = { e, subE };
    this.keyframe(told[0].t_ms - 1, e, subE);
    for (const { type, t_ms: t, body } of told) {
      const into = type === 'delta' ? e : type === 'subs' ? subE : null;
      for (let j = 0; into && j < body.i.length; j++) into[body.i[j]] = body.e[j];
      this.record(t, type, body, picture);
    }
    const moved = this.next - later.first;
    for (let k = later.first; k < later.next; k++) {
      const slot = this.slot(k);
      const mask = from.index.length - 1;
      const rows = from.rows[slot];
      const index = new Uint32Array(rows);
      const value = new Float32Array(rows);
      for (let j = 0; j < rows; j++) {
        index[j] = from.index[(from.at[slot] + j) & mask];
        value[j] = from.value[(from.at[slot] + j) & mask];
      }
      this.put(from.t[slot], from.kind[slot], index, value);
    }
    for (const key of later.keyframes) this.keyframes.push({ ...key, k: key.k + moved });
    this.trim();
  }

  /** Takes energies back to before these events, as far as they say. */
  rewind(events, e, subE) {
    let gains = []; // of one tick, to be taken off once its energies are known
    let tick = NaN;
    const takeOff = () => {
      for (const { i, d } of gains) for (let j = 0; j < i.length; j++) e[i[j]] = Math.max(0, e[i[j]] - (d?.[j] ?? 0));
      gains = [];
    };
    for (let k = events.length - 1; k >= 0; k--) {
      const { type, frame, body } = events[k];
      if (frame !== tick) takeOff();
      tick = frame;
      const into = type === 'delta' ? e : type === 'subs' ? subE : null;
      for (let j = 0; into && j < body.i.length; j++) into[body.i[j]] = body.e[j];
      if ((type === 'flips' || type === 'stimulus') && body.i) gains.push(body);
    }
    takeOff();
  }
}
