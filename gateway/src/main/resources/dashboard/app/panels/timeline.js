// Four charts over the same time, cursors in step: energy and active nodes, flips, tick time, criticality. While two
// citizens are compared, the other one's first line is drawn into each, dashed.

import uPlot from '../lib/uPlot.esm.js';
import { el, say, mark } from '../dom.js';
import { amount, count, title } from '../format.js';

const RANGES = [[60, '60 s'], [600, '10 min'], [3600, '1 h']];
const REDRAW_MS = 250;
const TICK_PX = 7;

export class Timeline {
  constructor(root, world) {
    this.root = root;
    this.world = world;
    this.seconds = 60;
    this.staleAt = 0; // charts drawn before this are due at once
  }

  start() {
    this.charts = [
      this.chart('total energy', [['e', '', '--accent', true], ['active', 'active', '--waiting', false, 'count']]),
      this.chart('flips / s', [['flips', '', '--live', true]]),
      this.chart('tick ms', [['p50', 'p50', '--quiet'], ['p99', 'p99', '--wrong'], ['interval', 'interval', '--line']]),
      this.chart('criticality ρ', [['rho', '', '--accent']]),
    ];
    const buttons = RANGES.map(([seconds, word]) => el('button', {
      type: 'button', text: word, 'aria-pressed': String(seconds === this.seconds), onclick: () => this.range(seconds),
    }));
    this.buttons = buttons;
    this.root.append(el('div', { class: 'chart ranges', role: 'group', 'aria-label': 'Range' }, buttons));
    new ResizeObserver(() => this.resize()).observe(this.root);
  }

  range(seconds) {
    this.seconds = seconds;
    this.buttons.forEach((button, k) => mark(button, 'aria-pressed', String(RANGES[k][0] === seconds)));
    this.staleAt = performance.now();
    this.onrange?.(seconds);
  }

  chart(title, lines) {
    lines.push(['other', '', '--text']);
    const values = lines.map(([, word, color]) => {
      const swatch = el('i');
      swatch.style.setProperty('background', `var(${color})`);
      const value = el('b');
      const name = el('span', { text: word && `${word} ` });
      return { root: el('span', {}, swatch, name, value), value, name };
    });
    values[values.length - 1].root.hidden = true;
    const heading = el('h3', {}, title, ...values.map(v => v.root));
    const body = el('div');
    const root = el('section', { class: 'chart', 'aria-label': title }, heading, body);
    this.root.append(root);
    return { root, body, title, lines, values };
  }

  /** Made anew for theme or size: uPlot takes colours when it is made. */
  make(chart) {
    const style = getComputedStyle(document.documentElement);
    const color = name => style.getPropertyValue(name).trim();
    chart.plot?.destroy();
    const axis = { stroke: color('--quiet'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    const two = chart.title === 'total energy';
    chart.plot = new uPlot({
      width: Math.max(80, chart.body.clientWidth),
      height: Math.max(60, this.root.clientHeight > 200 ? 110 : this.root.clientHeight - 34),
      legend: { show: false },
      cursor: { sync: { key: 'time' }, points: { size: 6 }, y: false, drag: { x: false, y: false } },
      padding: [6, 18, 0, 0],
      scales: {
        x: { time: true },
        y: { range: (_, low, high) => this.span(chart, low, high) },
        ...(two ? { count: { range: (_, low, high) => [0, Math.max(1, (high ?? 1) * 1.15)] } } : {}),
      },
      axes: [
        { ...axis, size: 22, splits: () => [5, 4, 3, 2, 1, 0].map(k => this.now / 1000 - (k * this.seconds) / 6), values: (_, splits) => splits.map(t => this.back(t)) },
        { ...axis, size: 44, space: 26, values: (_, splits) => splits.map(v => (v >= 10000 ? `${v / 1000}k` : String(Number(v.toPrecision(4))))) },
      ],
      series: [{}, ...chart.lines.map(([name, , stroke, filled, scale]) => ({
        stroke: color(stroke), width: name === 'interval' ? 1 : 1.5, dash: name === 'interval' ? [4, 4] : name === 'other' ? [2, 3] : undefined, scale: scale ?? 'y', spanGaps: false,
        points: { show: false }, fill: filled ? `color-mix(in srgb, ${color(stroke)} 16%, transparent)` : undefined,
      }))],
      hooks: { draw: [plot => this.marks(chart, plot)], drawClear: chart.title.startsWith('crit') ? [plot => this.bands(plot)] : [] },
    }, this.empty(chart), chart.body);
  }

  empty(chart) {
    return [[], ...chart.lines.map(() => [])];
  }

  span(chart, low, high) {
    if (low === null || low === undefined) return [0, 1];
    if (chart.title.startsWith('crit')) return [Math.min(0.7, low - 0.05), Math.max(1.3, high + 0.05)];
    if (chart.title === 'total energy') {
      const room = Math.max((high - low) * 0.25, Math.abs(high) * 0.02, 0.01);
      return [Math.max(0, low - room), high + room];
    }
    return [0, Math.max(high * 1.15, 0.1)];
  }

  back(t) {
    const s = Math.round(this.now / 1000 - t);
    if (s <= 0) return 'now';
    return s < 120 ? `−${s} s` : `−${Math.round(s / 60)} min`;
  }

  /** Sub-critical below 0.8, super-critical above 1.2: the engine's own bounds. */
  bands(plot) {
    const pen = plot.ctx;
    const style = getComputedStyle(document.documentElement);
    const { left, top, width, height } = plot.bbox;
    const paintBand = (low, high, color) => {
      const y0 = Math.max(top, Math.min(top + height, plot.valToPos(high, 'y', true)));
      const y1 = Math.max(top, Math.min(top + height, plot.valToPos(low, 'y', true)));
      pen.fillStyle = color;
      pen.fillRect(left, y0, width, y1 - y0);
    };
    pen.save();
    pen.globalAlpha = 0.12;
    paintBand(-10, 0.8, style.getPropertyValue('--waiting'));
    paintBand(0.8, 1.2, style.getPropertyValue('--live'));
    paintBand(1.2, 10, style.getPropertyValue('--wrong'));
    pen.restore();
  }

  marks(chart, plot) {
    const { citizen } = this;
    if (!citizen) return;
    const pen = plot.ctx;
    const style = getComputedStyle(document.documentElement);
    const { left, top, width, height } = plot.bbox;
    pen.save();
    for (const { t, kind } of citizen.series.marks) {
      const x = plot.valToPos(t / 1000, 'x', true);
      if (!(x >= left && x <= left + width)) continue;
      const often = kind === 'stimulus'; // a tick at the foot; what is rare, a line
      pen.lineWidth = often ? 2 : 1;
      pen.setLineDash(often ? [] : [2, 3]);
      pen.strokeStyle = style.getPropertyValue(often ? '--accent' : '--waiting');
      pen.beginPath();
      pen.moveTo(x, often ? top + height - TICK_PX * devicePixelRatio : top);
      pen.lineTo(x, top + height);
      pen.stroke();
    }
    pen.restore();
  }

  resize() {
    for (const chart of this.charts) chart.plot?.setSize({
      width: Math.max(80, chart.body.clientWidth), height: Math.max(60, this.root.clientHeight > 200 ? 110 : this.root.clientHeight - 34),
    });
    this.staleAt = performance.now();
  }

  retheme() {
    for (const chart of this.charts) this.make(chart);
    this.staleAt = performance.now();
  }

  /** @param other the citizen it is compared with, or null */
  draw(citizen, now = Date.now(), other = null) {
    if (other !== this.other) {
      this.other = other;
      this.staleAt = performance.now();
    }
    if (citizen !== this.citizen) {
      this.citizen = citizen;
      this.staleAt = performance.now();
    }
    if (!citizen) return;
    // one chart a turn: four at once would hold up a frame
    const every = REDRAW_MS * (this.seconds > 60 ? 4 : 1);
    const visible = this.charts.filter(chart => chart.root.offsetWidth);
    const chart = visible.find(c => !(c.drawnAt > this.staleAt)) ?? visible.reduce((a, b) => (b.drawnAt < a.drawnAt ? b : a), visible[0]);
    if (!chart || (chart.drawnAt > this.staleAt && performance.now() - chart.drawnAt < every)) return;
    chart.drawnAt = performance.now();
    this.now = now;
    this.drawChart(chart, citizen, now);
  }

  drawChart(chart, citizen, now) {
    const interval = citizen.status && citizen.status.tickIntervalMs < 1e6 ? citizen.status.tickIntervalMs : null;
    if (!chart.plot) this.make(chart);
    const names = chart.lines.map(([name]) => name).filter(name => name !== 'interval' && name !== 'other');
    let columns = citizen.series.columns(names, now, this.seconds);
    if (chart.lines.some(([name]) => name === 'interval')) { // the interval is worth a line only where the tick comes near it
      const near = interval !== null && columns[2].some(v => v !== null && v > interval / 3);
      columns.push(columns[0].map(() => (near ? interval : null)));
    }
    const { other } = this;
    columns = other ? uPlot.join([columns, other.series.columns(names.slice(0, 1), now, this.seconds)]) : [...columns, columns[0].map(() => null)];
    const told = chart.values[chart.values.length - 1];
    told.root.hidden = !other;
    chart.lines.forEach(([name], k) => { // room for the other one
      if (name === 'interval') chart.values[k].root.hidden = Boolean(other);
    });
    if (other) say(told.name, `${title(other.name)} `);
    chart.plot.setData(columns, false);
    chart.plot.batch(() => {
      chart.plot.setScale('x', { min: now / 1000 - this.seconds, max: now / 1000 });
    });
    chart.lines.forEach(([name], k) => {
      const column = columns[k + 1];
      const last = name === 'interval' ? interval : column.findLast(v => v !== undefined);
      say(chart.values[k].value, last === null || last === undefined ? '–' : name === 'active' ? count(last) : amount(last));
    });
  }
}
