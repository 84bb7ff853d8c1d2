// Numbers over time: one ring at the rate they come for the last minute, one a second for the last hour.

/** Columns of numbers by time, oldest first, at most `size` rows; NaN is "not known", a hole stays a hole. */
class Ring {
  constructor(names, size) {
    this.size = size;
    this.length = 0;
    this.at = 0;
    this.t = new Float64Array(size);
    this.columns = Object.fromEntries(names.map(name => [name, new Float64Array(size)]));
  }

  /** Adds a row; one that is not later than the last is dropped, since charts need time to run forward. */
  push(t, values) {
    if (this.length && t <= this.t[(this.at - 1 + this.size) % this.size]) return;
    this.t[this.at] = t;
    for (const name in this.columns) this.columns[name][this.at] = values[name] ?? NaN;
    this.at = (this.at + 1) % this.size;
    if (this.length < this.size) this.length++;
  }

  /** A ring of the same size: of `older`, what came before its first row and what its rows of the same second lack. */
  after(older) {
    const names = Object.keys(this.columns);
    const joined = new Ring(names, this.size);
    const first = (this.at - this.length + this.size) % this.size;
    const start = this.length ? this.t[first] : Infinity;
    for (const row of older) if (row.t < start - 500) joined.push(row.t, row);
    const known = new Map(older.map(row => [Math.floor(row.t / 1000), row]));
    for (let k = 0; k < this.length; k++) {
      const i = (first + k) % this.size;
      const also = known.get(Math.floor(this.t[i] / 1000));
      joined.push(this.t[i], Object.fromEntries(names.map(name => {
        const v = this.columns[name][i];
        return [name, Number.isNaN(v) ? also?.[name] : v];
      })));
    }
    return joined;
  }

  /** Rows after `since` as [t, …columns] for uPlot: seconds, null where not known and where more than `holeMs` is missing. */
  rows(names, since, holeMs) {
    const out = [[], ...names.map(() => [])];
    const first = (this.at - this.length + this.size) % this.size;
    let last = 0;
    for (let k = 0; k < this.length; k++) {
      const i = (first + k) % this.size;
      const t = this.t[i];
      if (t < since) continue;
      if (last && t - last > holeMs) {
        out[0].push((last + holeMs / 2) / 1000);
        for (let c = 0; c < names.length; c++) out[c + 1].push(null);
      }
      last = t;
      out[0].push(t / 1000);
      names.forEach((name, c) => {
        const v = this.columns[name][i];
        out[c + 1].push(Number.isNaN(v) ? null : v);
      });
    }
    return out;
  }
}

const NAMES = ['e', 'active', 'flips', 'p50', 'p99', 'rho'];
const MINUTE_ROWS = 660;
const HOUR_ROWS = 3600;

export class Series {
  constructor() {
    this.fine = new Ring(NAMES, MINUTE_ROWS);
    this.coarse = new Ring(NAMES, HOUR_ROWS);
    this.marks = []; // {t, kind, text}, at most 200
    this.second = 0;
    this.flips = 0;
    this.version = 0;
  }

  /** From a `frame` event, up to ten a second; `flips` becomes a rate. */
  frame(t, body) {
    const last = this.lastFrame ?? NaN; // how long the first one's flips took to gather is not known
    this.lastFrame = t;
    this.frameHeardAt = performance.now();
    const seconds = Math.max(0.05, Math.min(2, (t - last) / 1000));
    const row = {
      e: body.e, active: body.active, flips: (body.flips ?? 0) / seconds, p50: body.ms?.[0], p99: body.ms?.[1], rho: body.rho,
    };
    this.fine.push(t, row);
    if (!Number.isNaN(seconds)) this.flips += body.flips ?? 0;
    this.perSecond(t, { ...row, flips: this.flips }, true);
    this.version++;
  }

  /** From a lifecycle, once a second, for citizens nobody watches closely. */
  status(t, status) {
    if (this.frameHeardAt && performance.now() - this.frameHeardAt < 3000) return;
    const row = {
      e: status.totalEnergy, active: status.activeNodes, p50: status.tickP50Ms, p99: status.tickP99Ms, rho: status.branchingRatio,
    };
    this.fine.push(t, row);
    this.perSecond(t, row, false);
    this.version++;
  }

  perSecond(t, row, resetFlips) {
    const second = Math.floor(t / 1000);
    if (second === this.second) return;
    this.second = second;
    this.coarse.push(t, row);
    if (resetFlips) this.flips = 0;
  }

  /** Older rows from the worker's memory, put before what was seen here. `columns`: name -> {t_ms, v}. */
  prefill(columns) {
    const rows = new Map();
    for (const [name, { t_ms: times = [], v = [] }] of Object.entries(columns)) {
      times.forEach((t, k) => {
        const second = Math.floor(t / 1000);
        const row = rows.get(second) ?? { t };
        row[name] = v[k];
        rows.set(second, row);
      });
    }
    if (!rows.size) return;
    const older = [...rows.values()].sort((a, b) => a.t - b.t);
    this.fine = this.fine.after(older.slice(-60));
    this.coarse = this.coarse.after(older);
    this.version++;
  }

  mark(t, kind, text) {
    this.marks.push({ t, kind, text });
    if (this.marks.length > 200) this.marks.shift();
    this.version++;
  }

  /** Columns for a chart over the last `seconds`; fine up to a minute and a half, else one row a second. */
  columns(names, now, seconds) {
    const fine = seconds <= 90;
    return (fine ? this.fine : this.coarse).rows(names, now - seconds * 1000, fine ? 2500 : 5000);
  }
}
