// One card a citizen, from the first second: what it is, how it is, how far it has come, how its energy ran.

import { el, say, mark, paint, keep } from '../dom.js';
import { count, amount, title } from '../format.js';

/** A citizen's state as {shape, word, tone}; never a colour alone. */
export function stateOf(citizen, now = Date.now()) {
  const stale = citizen.staleSeconds(now);
  switch (citizen.state) {
    case 'running':
      if (stale) return { shape: '◍', word: `stale ${stale} s`, tone: 'waiting' };
      if (citizen.frozen) return { shape: '❚❚', word: 'frozen', tone: 'waiting' };
      return { shape: '●', word: 'live', tone: 'live' };
    case 'degraded': return { shape: '◐', word: 'degraded', tone: 'wrong' };
    case 'starting': return { shape: '◌', word: 'starting', tone: 'waiting' };
    case 'loading': return { shape: '◌', word: `loading ${citizen.percent ?? 0} %`, tone: 'waiting' };
    case 'backoff': return { shape: '▲', word: 'waiting', tone: 'wrong' };
    case 'blocked': return { shape: '▲', word: 'blocked', tone: 'wrong' };
    case 'quarantined': return { shape: '✕', word: 'given up', tone: 'wrong' };
    case 'stopping': return { shape: '■', word: 'stopping', tone: 'calm' };
    case 'stopped': return { shape: '■', word: 'stopped', tone: 'calm' };
    case 'exited': return { shape: '■', word: 'ended', tone: 'calm' };
    case 'empty': return { shape: '○', word: 'empty', tone: 'calm' };
    default: return { shape: '◍', word: stale ? `stale ${stale} s` : 'unknown', tone: 'waiting' };
  }
}

/** What it is busy with, in a line. */
export function doing(citizen, now = Date.now()) {
  const { state, status } = citizen;
  if (state === 'running' || state === 'degraded') {
    if (state === 'degraded' && citizen.reason) return citizen.reason;
    return status ? `${count(status.nodes)} · ${count(status.links)}` : '';
  }
  if (state === 'loading' && status?.progress) {
    const { phase, done, total } = status.progress;
    return total > 0 ? `${phase} ${count(done)} / ${count(total)}` : phase;
  }
  if (state === 'backoff') {
    const wait = citizen.nextTryMs ? Math.max(0, Math.ceil((citizen.nextTryMs - now) / 1000)) : null;
    const next = wait === null ? '' : wait > 0 ? `next try in ${wait} s` : 'next try now';
    return [citizen.reason, next].filter(Boolean).join('; ');
  }
  return citizen.reason;
}

export class Cards {
  constructor(root, world, choose) {
    this.root = root;
    this.world = world;
    this.choose = choose;
  }

  draw(chosen, now = Date.now()) {
    keep(this.root, this.world.order, c => c.graph, c => this.make(c), (item, c) => this.update(item, c, chosen, now));
    this.reveal(chosen);
  }

  /** Cards are a row on narrow screens: the chosen one is scrolled to when it changes. */
  reveal(chosen) {
    const [only] = chosen;
    if (only === this.revealed) return;
    this.revealed = only;
    const card = this.root.querySelector('[aria-pressed="true"]');
    if (card) this.root.scrollLeft += card.getBoundingClientRect().left - this.root.getBoundingClientRect().left - 8;
  }

  make(citizen) {
    const parts = {
      name: el('b'),
      state: el('span', { class: 'state' }),
      line: el('span', { class: 'what' }),
      rate: el('span'),
      spark: el('canvas', { 'aria-hidden': 'true' }),
      fill: el('i'),
    };
    parts.bar = el('div', { class: 'bar' }, parts.fill);
    const button = el('button', { class: 'card', type: 'button', onclick: () => this.choose(citizen.graph) },
      el('span', { class: 'head' }, parts.name, parts.state),
      el('span', { class: 'line' }, parts.line, parts.rate),
      parts.spark, parts.bar);
    const item = el('li', {}, button);
    item.parts = { ...parts, button };
    return item;
  }

  update(item, citizen, chosen, now) {
    const { name, state, line, rate, spark, fill, bar, button } = item.parts;
    const { shape, word, tone } = stateOf(citizen, now);
    const what = doing(citizen, now);
    say(name, title(citizen.name));
    say(state, `${shape} ${word}`);
    mark(state, 'class', `state ${tone}`);
    say(line, what);
    const live = citizen.live;
    mark(line, 'class', live || citizen.state === 'loading' ? 'what' : 'what reason');
    const elapsed = Math.round((now - citizen.since) / 1000);
    say(rate, live && citizen.status ? (citizen.frozen ? '' : `${citizen.status.measuredHz.toFixed(1)} Hz`)
      : citizen.state === 'loading' || citizen.state === 'starting' ? `${elapsed} s` : '');
    mark(button, 'aria-pressed', String(chosen.has(citizen.graph)));
    mark(button, 'aria-label', `${citizen.name}, ${word.replace('%', 'percent')}${what ? `, ${what}` : ''}`);
    mark(button, 'data-citizen', citizen.name);
    mark(button, 'data-state', citizen.state);
    spark.hidden = !live;
    bar.hidden = live;
    paint(fill, 'width', `${citizen.state === 'loading' ? citizen.percent ?? 0 : 0}%`);
    if (live) this.spark(spark, citizen);
  }

  /** Energy of the last minute as a thin line. */
  spark(canvas, citizen) {
    const { series } = citizen;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    const second = Math.floor(Date.now() / 500);
    if (!width || (canvas.second === second && canvas.theme === document.documentElement.dataset.theme)) return;
    canvas.second = second;
    canvas.theme = document.documentElement.dataset.theme;
    const ratio = Math.min(2, devicePixelRatio || 1);
    if (canvas.width !== Math.round(width * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const pen = canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const now = this.world.now();
    const [t, e] = series.columns(['e'], now, 60);
    let low = Infinity;
    let high = -Infinity;
    for (const v of e) {
      if (v === null) continue;
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
    if (high < low) return;
    const span = Math.max(high - low, Math.abs(high) * 0.02, 1e-6);
    const x = k => width - ((now / 1000 - t[k]) / 60) * width;
    const y = v => height - 4 - ((v - low) / span) * (height - 8);
    pen.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent');
    pen.lineWidth = 1.3;
    pen.lineJoin = 'round';
    pen.beginPath();
    let down = false;
    for (let k = 0; k < t.length; k++) {
      if (e[k] === null) {
        down = false;
        continue;
      }
      if (down) pen.lineTo(x(k), y(e[k]));
      else pen.moveTo(x(k), y(e[k]));
      down = true;
    }
    pen.stroke();
    canvas.title = `energy ${amount(e[e.length - 1] ?? 0)}`;
  }
}
