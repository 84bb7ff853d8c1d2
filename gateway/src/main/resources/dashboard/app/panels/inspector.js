// What is selected, in words and numbers: a node, a subentity, or the citizen itself.

import { el, say, mark, paint, keep } from '../dom.js';
import { amount, ago, count, part, percent, several, words, title } from '../format.js';
import { stateOf } from './cards.js';
import { css } from '../drawing/colors.js';

const ROWS = 8;
const MEMBERS = 12;
const HIDDEN = new Set(['id', 'name', 'type', 'node_type', 'description', 'labels', 'memberships', 'links', 'properties']);

export class Inspector {
  /** @param {{select: Function, open: Function, ask: Function, colorOf: Function}} page what the page does on a click */
  constructor(page) {
    this.page = page;
    this.root = el('section', { 'aria-label': 'Inspector' });
    this.shown = '';
    this.drawnAt = 0;
  }

  draw(citizen, selection) {
    const picture = citizen?.picture?.places ? citizen.picture : null;
    const key = `${citizen?.graph}/${selection?.kind}/${selection?.id}/${picture?.epoch}/${picture?.seq}/${picture?.complete}`;
    if (key !== this.shown) {
      this.shown = key;
      this.drawnAt = 0;
      this.root.replaceChildren();
      if (!citizen) this.update = null;
      else if (picture && selection?.kind === 'node') this.makeNode(citizen, picture, selection.index);
      else if (picture && selection?.kind === 'sub') this.makeSub(citizen, picture, selection.index);
      else this.makeCitizen(citizen);
    }
    if (this.update && performance.now() - this.drawnAt > 200) {
      this.drawnAt = performance.now();
      this.update();
    }
  }

  /** A list of pairs whose values are renewed: [[word, () => value], …]; a value of null hides its pair. */
  pairs(rows) {
    const list = el('dl', { class: 'pairs' });
    const cells = rows.map(([word, value]) => {
      const cell = { dt: el('dt', { text: word }), dd: el('dd'), value };
      list.append(cell.dt, cell.dd);
      return cell;
    });
    return [list, () => {
      for (const { dt, dd, value } of cells) {
        const now = value();
        dt.hidden = dd.hidden = now === null;
        if (now !== null) say(dd, now);
      }
    }];
  }

  section(heading, ...content) {
    return el('section', {}, el('h3', { text: heading }), ...content);
  }

  makeNode(citizen, picture, i) {
    const { page } = this;
    const fill = el('i');
    const threshold = el('u');
    const gauge = el('div', { class: 'gauge', role: 'img' }, fill, threshold);
    const [state, renewState] = this.pairs([
      ['Energy', () => amount(picture.e[i])],
      ['Threshold', () => amount(picture.t[i])],
      ['Last flip', () => (picture.flippedAt[i] ? `${picture.flippedBy[i] > 0 ? 'on' : 'off'}, ${ago(Date.now() - picture.flippedAt[i])}` : 'none seen')],
      ['In / out links', () => `${count(this.span(picture.into, i))} / ${count(this.span(picture.out, i))}`],
      ['Weight', () => amount(Math.exp(picture.w[i]))],
    ]);
    const flows = el('ul', { class: 'rows two' });
    const noFlows = el('p', { class: 'quiet', text: 'none now' });
    const memberships = picture.membershipsOf(i);
    const more = el('div');
    this.root.append(
      el('h2', { text: picture.name[i] }),
      el('p', { class: 'sub', text: `${words(picture.nodeTypes[picture.type[i]] ?? 'node')} · ${picture.id[i]}` }),
      more,
      this.section('State', gauge, state),
      this.section('Strongest flows now', flows, noFlows),
      this.section(memberships.length > 1 ? `Member of (${memberships.length})` : 'Member of', this.memberList(citizen, picture, memberships)),
      this.linkSection(citizen, picture, i),
    );
    page.ask(citizen, 'node', { id: picture.id[i] }).then(known => this.takeProperties(more, known), problem => {
      more.replaceChildren(el('p', { class: 'quiet', text: problem.message }));
    });
    this.update = () => {
      renewState();
      const most = Math.max(4 * picture.t[i], picture.e[i]);
      paint(fill, 'width', part(picture.e[i] / most));
      paint(threshold, 'left', part(picture.t[i] / most));
      mark(gauge, 'aria-label', `energy ${amount(picture.e[i])} against threshold ${amount(picture.t[i])}`);
      const now = this.flowsOf(citizen, picture, i);
      noFlows.hidden = now.length > 0;
      keep(flows, now, f => f.link, f => this.linkRow(citizen, picture, f), (row, f) => say(row.cell, amount(f.f)));
    };
  }

  span(grouped, i) {
    return grouped ? grouped.start[i + 1] - grouped.start[i] : 0;
  }

  takeProperties(more, known) {
    if (!known) return;
    const all = { ...known.properties, ...Object.fromEntries(Object.entries(known).filter(([k]) => !HIDDEN.has(k))) };
    const description = known.description ?? all.description;
    delete all.description;
    const rows = Object.entries(all).filter(([k, v]) => !HIDDEN.has(k) && v !== null && v !== '' && !/embedding/.test(k));
    const list = el('dl', { class: 'pairs' }, rows.flatMap(([k, v]) => [el('dt', { text: words(k) }), el('dd', { text: typeof v === 'object' ? JSON.stringify(v) : String(v) })]));
    more.replaceChildren(...[
      description ? el('p', { text: description }) : null,
      rows.length ? el('details', {}, el('summary', { text: `All properties (${rows.length})` }), list) : null,
    ].filter(Boolean));
  }

  /** Where energy goes to and comes from at this node, of the 200 largest flows last told. */
  flowsOf(citizen, picture, i) {
    const { flows } = citizen;
    const found = [];
    if (!picture.complete || performance.now() - flows.at > 3000) return found;
    for (let j = 0; j < flows.n; j++) {
      const link = flows.link[j];
      if (picture.source[link] === i) found.push({ link, other: picture.target[link], out: true, f: flows.f[j] });
      else if (picture.target[link] === i) found.push({ link, other: picture.source[link], out: false, f: flows.f[j] });
    }
    return found.sort((a, b) => b.f - a.f).slice(0, ROWS);
  }

  linkRow(citizen, picture, { link, other, out }) {
    const value = el('span', { class: 'value' });
    const type = words(picture.linkTypes[picture.linkType[link]] ?? '').toLowerCase();
    const row = el('li', {}, el('button', {
      class: 'plain', type: 'button', title: `${type}: ${picture.endName(other)}`,
      text: `${out ? '→' : '←'} ${picture.endName(other)} (${type})`, onclick: () => this.goEnd(citizen, picture, other),
    }), value);
    row.cell = value;
    return row;
  }

  goEnd(citizen, picture, end) {
    if (end < picture.nodes) this.page.select(citizen, 'node', end, true);
    else this.page.select(citizen, 'sub', end - picture.nodes, true);
  }

  memberList(citizen, picture, memberships) {
    if (!memberships.length) return el('p', { class: 'quiet', text: 'no subentity' });
    return el('ul', { class: 'rows' }, memberships.map(({ sub, weight }, k) => el('li', {},
      this.dot(citizen, sub),
      el('button', { class: 'plain', type: 'button', text: `${words(picture.subName[sub])}${k ? '' : memberships.length > 1 ? ` +${memberships.length - 1}` : ''}`, onclick: () => this.page.select(citizen, 'sub', sub, true) }),
      el('div', { class: 'bar energy' }, el('i', { style: { width: part(weight) } })),
      el('span', { class: 'value', text: amount(weight) }))));
  }

  dot(citizen, sub) {
    return el('i', { class: 'dot', style: { background: css(this.page.colorOf(citizen, sub)) } });
  }

  linkSection(citizen, picture, i) {
    const links = picture.linksOf(i);
    if (!links.length) return this.section('Links', el('p', { class: 'quiet', text: picture.complete ? 'none' : 'on their way' }));
    const types = new Map();
    for (const link of links) {
      const type = picture.linkTypes[picture.linkType[link.link]] ?? '';
      if (!types.has(type)) types.set(type, []);
      types.get(type).push(link);
    }
    return this.section(`Links (${count(links.length)})`, [...types].sort((a, b) => b[1].length - a[1].length).map(([type, rows]) => el('details', {},
      el('summary', { text: `${words(type).toLowerCase()} (${count(rows.length)})` }),
      el('ul', { class: 'rows two' }, rows.slice(0, 40).map(link => {
        const row = this.linkRow(citizen, picture, link);
        say(row.cell, amount(Math.exp(picture.linkWeight[link.link])));
        return row;
      }), rows.length > 40 ? el('li', { class: 'quiet', text: `and ${count(rows.length - 40)} more` }) : null))));
  }

  makeSub(citizen, picture, s) {
    const told = () => citizen.stories.entities.get(picture.subId[s]);
    const members = picture.ofSub.start[s + 1] - picture.ofSub.start[s];
    const fill = el('i');
    const threshold = el('u');
    const gauge = el('div', { class: 'gauge', role: 'img' }, fill, threshold);
    const word = () => {
      const x = picture.subE[s] / picture.subT[s];
      return x > 3 ? 'dominant' : x > 2 ? 'strong' : x > 1 ? 'moderate' : x > 0.5 ? 'weak' : 'absent';
    };
    const [state, renew] = this.pairs([
      ['Energy', () => amount(picture.subE[s])],
      ['Threshold', () => amount(picture.subT[s])],
      ['Level', word],
      ['Coherence', () => (Number.isFinite(told()?.coherence) ? amount(told().coherence) : null)],
      ['Quality', () => (Number.isFinite(picture.subQuality[s]) ? amount(picture.subQuality[s]) : null)],
      ['Stability', () => picture.subStability[s] || null],
      ['In memory', () => {
        const k = citizen.wm.subs.indexOf(s);
        return k < 0 ? null : `share ${percent(citizen.wm.share[k] ?? 0)}`;
      }],
    ]);
    const list = el('ul', { class: 'rows two' });
    const near = el('ul', { class: 'rows two' });
    const noNear = el('p', { class: 'quiet', text: 'none now' });
    this.root.append(
      el('h2', { text: title(words(picture.subName[s])) }),
      el('p', { class: 'sub', text: `subentity · ${count(members)} members · ${picture.subId[s]}` }),
      this.section('State', gauge, state),
      this.section('Neighbours by flow', near, noNear),
      this.section('Members by energy', list),
    );
    const rows = picture.membersOf(s);
    this.update = () => {
      renew();
      const most = Math.max(4 * picture.subT[s], picture.subE[s]);
      paint(fill, 'width', part(picture.subE[s] / most));
      paint(threshold, 'left', part(picture.subT[s] / most));
      mark(gauge, 'aria-label', `energy ${amount(picture.subE[s])} against threshold ${amount(picture.subT[s])}`);
      const top = rows.slice().sort((a, b) => picture.e[b] - picture.e[a] || a - b).slice(0, MEMBERS);
      keep(list, top, i => i, i => {
        const value = el('span', { class: 'value' });
        const row = el('li', {}, el('button', { class: 'plain', type: 'button', text: picture.name[i], onclick: () => this.page.select(citizen, 'node', i, true) }), value);
        row.cell = value;
        return row;
      }, (row, i) => say(row.cell, amount(picture.e[i])));
      const neighbours = this.neighboursOf(citizen, picture, s);
      noNear.hidden = neighbours.length > 0;
      keep(near, neighbours, n => n.sub, n => {
        const value = el('span', { class: 'value' });
        const row = el('li', {}, el('button', { class: 'plain', type: 'button', text: words(picture.subName[n.sub] ?? 'unassigned'), onclick: () => this.page.select(citizen, 'sub', n.sub, true) }), value);
        row.cell = value;
        return row;
      }, (row, n) => say(row.cell, `${n.out > 0 ? `→ ${amount(n.out)} ` : ''}${n.in > 0 ? `← ${amount(n.in)}` : ''}`));
    };
  }

  neighboursOf(citizen, picture, s) {
    const { flows } = citizen;
    if (!picture.complete || performance.now() - flows.at > 3000) return [];
    const { home } = picture.places;
    const of = end => (end < picture.nodes ? home[end] : end - picture.nodes);
    const found = new Map();
    for (let j = 0; j < flows.n; j++) {
      const a = of(picture.source[flows.link[j]]);
      const b = of(picture.target[flows.link[j]]);
      if (a === b || (a !== s && b !== s)) continue;
      const sub = a === s ? b : a;
      if (sub >= picture.subs) continue;
      const near = found.get(sub) ?? { sub, in: 0, out: 0 };
      near[a === s ? 'out' : 'in'] += flows.f[j];
      found.set(sub, near);
    }
    return [...found.values()].sort((x, y) => y.in + y.out - x.in - x.out).slice(0, ROWS);
  }

  makeCitizen(citizen) {
    const status = () => citizen.status;
    const live = value => () => (citizen.live && status() ? value(status()) : null);
    const frame = value => () => (citizen.live && citizen.frame ? value(citizen.frame) : null);
    const [pairs, renew] = this.pairs([
      ['State', () => {
        const { shape, word } = stateOf(citizen);
        return `${shape} ${word}${citizen.reason ? `: ${citizen.reason}` : ''}`;
      }],
      ['Mind', () => (citizen.live ? citizen.frame?.state ?? status()?.consciousnessState ?? null : null)],
      ['Last stimulus', live(s => (Number.isNaN(s.secondsSinceStimulus) ? 'none yet' : ago(1000 * s.secondsSinceStimulus)))],
      ['Last write failed', live(s => s.persistence?.lastError || null)],
      ['Restarts', () => (citizen.restarts ? count(citizen.restarts) : null)],
    ]);
    const [engine, renewEngine] = this.pairs([
      ['Energy', live(s => amount(citizen.frame?.e ?? s.totalEnergy))],
      ['Active nodes', live(s => count(citizen.frame?.active ?? s.activeNodes))],
      ['Criticality ρ', frame(f => `${amount(f.rho)} ${f.safety ?? ''}`)],
      ['Rate', live(s => `${s.measuredHz.toFixed(1)} of ${s.tickIntervalMs < 1e6 ? (1000 / s.tickIntervalMs).toFixed(1) : '0'} Hz`)],
      ['Tick', live(s => (Number.isFinite(s.tickP50Ms) ? `${s.tickP50Ms.toFixed(1)} ms, p99 ${s.tickP99Ms.toFixed(1)}` : null))],
      ['Ticks', live(s => count(s.tickCount))],
      ['Not yet saved', live(s => (s.persistence?.enabled ? several(s.persistence.dirty, 'row') : null))],
      ['Loaded in', live(s => (s.loadMs > 0 ? `${(s.loadMs / 1000).toFixed(1)} s` : null))],
    ]);
    const more = el('details', { class: 'close' }, el('summary', { text: 'Engine' }), engine);
    this.root.append(el('h2', { text: title(citizen.name) }), el('p', { class: 'sub', text: citizen.graph }), el('section', { class: 'first', 'aria-label': 'State' }, pairs, more));
    this.update = () => {
      renew();
      renewEngine();
      more.hidden = !citizen.live || !status();
    };
  }
}
