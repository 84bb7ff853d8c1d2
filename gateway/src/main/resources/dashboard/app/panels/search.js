// Finding by name, id, type or subentity while typing; `type:Memory energy>1` filters the picture as well.

import { el, mark } from '../dom.js';
import { words, amount } from '../format.js';

const SHOWN = 12;
const MEANING_MS = 350;

/** Splits a query into words and conditions: {words, conditions: [(picture, i) => boolean], filters}. */
export function parse(query) {
  const parsed = { words: [], conditions: [], filters: false };
  for (const part of query.trim().split(/\s+/).filter(Boolean)) {
    const typed = /^type:(.+)$/i.exec(part);
    const energy = /^(energy|e|theta|threshold|links)(>=|<=|>|<|=)(-?[\d.]+)$/i.exec(part);
    const sub = /^(?:in|sub|subentity):(.+)$/i.exec(part);
    if (typed) {
      const wanted = typed[1].toLowerCase();
      parsed.conditions.push((p, i) => (p.nodeTypes[p.type[i]] ?? '').toLowerCase().startsWith(wanted));
      parsed.filters = true;
    } else if (sub) {
      const wanted = sub[1].toLowerCase().replace(/_/g, ' ');
      parsed.conditions.push((p, i) => p.membershipsOf(i).some(m => words(p.subName[m.sub]).toLowerCase().includes(wanted)));
      parsed.filters = true;
    } else if (energy) {
      const [, what, sign, number] = energy;
      const bound = Number(number);
      const value = what[0] === 'e' ? (p, i) => p.e[i] : what[0] === 't' ? (p, i) => p.t[i] : (p, i) => p.degree(i);
      const holds = { '>': (a, b) => a > b, '<': (a, b) => a < b, '>=': (a, b) => a >= b, '<=': (a, b) => a <= b, '=': (a, b) => Math.abs(a - b) < 1e-6 }[sign];
      if (Number.isFinite(bound)) {
        parsed.conditions.push((p, i) => holds(value(p, i), bound));
        parsed.filters = true;
      }
    } else parsed.words.push(part.toLowerCase());
  }
  return parsed;
}

const lower = new WeakMap(); // picture -> lower-case names, made at the first search

function names(picture) {
  let made = lower.get(picture);
  if (!made) {
    made = {
      nodes: picture.name.map((name, i) => `${name} ${picture.id[i]} ${picture.nodeTypes[picture.type[i]] ?? ''}`.toLowerCase()),
      subs: picture.subName.map((name, s) => `${words(name)} ${name} ${picture.subId[s]}`.toLowerCase()),
    };
    lower.set(picture, made);
  }
  return made;
}

/** Subentities and nodes that fit, best first; `all` are all nodes that fit the conditions and words. */
export function find(picture, query) {
  const { words: wanted, conditions, filters } = parse(query);
  if (!wanted.length && !conditions.length) return { subs: [], nodes: [], all: [], filters };
  const { nodes, subs } = names(picture);
  const fits = text => wanted.every(word => text.includes(word));
  const first = wanted[0] ?? '';
  const rank = text => (text.startsWith(first) ? 0 : text.includes(` ${first}`) ? 1 : 2);
  const foundSubs = [];
  if (!conditions.length) for (let s = 0; s < subs.length; s++) if (fits(subs[s])) foundSubs.push({ index: s, rank: rank(subs[s]) });
  const all = [];
  for (let i = 0; i < nodes.length; i++) if (fits(nodes[i]) && conditions.every(holds => holds(picture, i))) all.push(i);
  const best = all.map(i => ({ index: i, rank: first ? rank(nodes[i]) : 0 }))
    .sort((a, b) => a.rank - b.rank || picture.e[b.index] - picture.e[a.index] || a.index - b.index);
  foundSubs.sort((a, b) => a.rank - b.rank || picture.subE[b.index] - picture.subE[a.index]);
  return { subs: foundSubs.map(f => f.index), nodes: best.slice(0, SHOWN).map(f => f.index), all, filters };
}

export class Search {
  constructor(box, list, page) {
    Object.assign(this, { box, list, page });
    this.options = [];
    this.at = -1;
    box.addEventListener('input', () => this.look());
    box.addEventListener('focus', () => box.value && this.look());
    box.addEventListener('blur', () => setTimeout(() => this.fold(), 150));
    box.addEventListener('keydown', event => this.key(event));
  }

  key(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!this.options.length) return;
      this.point((this.at + (event.key === 'ArrowDown' ? 1 : -1) + this.options.length) % this.options.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = this.options[Math.max(0, this.at)];
      if (chosen) this.go(chosen);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.box.value = '';
      this.page.filter(null, '');
      this.fold();
      this.page.focusStage();
    }
  }

  look() {
    const citizen = this.page.citizen();
    const query = this.box.value;
    const picture = citizen?.picture?.places ? citizen.picture : null;
    clearTimeout(this.meaning);
    if (!query.trim() || !picture) {
      this.page.filter(null, '');
      this.show(query.trim() ? [] : null, query.trim() && !picture ? 'The graph is not here yet' : '');
      return;
    }
    const { subs, nodes, all, filters } = find(picture, query);
    this.page.filter(filters ? all : null, query);
    const options = [
      ...subs.slice(0, 5).map(s => ({ kind: 'sub', index: s, name: words(picture.subName[s]), note: `subentity · ${amount(picture.subE[s])}` })),
      ...nodes.map(i => ({ kind: 'node', index: i, name: picture.name[i], note: `${words(picture.nodeTypes[picture.type[i]] ?? '')} · ${amount(picture.e[i])}` })),
    ].slice(0, SHOWN);
    this.show(options, options.length ? '' : 'Nothing of that name; looking by meaning …');
    if (!filters && query.trim().length > 2) this.meaning = setTimeout(() => this.byMeaning(citizen, picture, query, options), MEANING_MS);
  }

  /** What the worker finds in descriptions too, after what is here already. */
  async byMeaning(citizen, picture, query, options) {
    let more = [];
    let note = '';
    try {
      const { results = [] } = await this.page.ask(citizen, 'search', { query, limit: 8 }) ?? {};
      const seen = new Set(options.map(o => `${o.kind}${o.index}`));
      more = results.map(r => ({ kind: 'node', index: picture.indexOf(r.id), name: r.name || r.id, note: `by meaning · ${amount(r.similarity ?? 0)}` }))
        .filter(o => o.index >= 0 && !seen.has(`node${o.index}`));
    } catch (problem) {
      note = problem.message;
    }
    if (this.box.value !== query || document.activeElement !== this.box) return;
    const all = [...options, ...more.slice(0, 6)];
    this.show(all, all.length ? '' : note || 'Nothing found');
  }

  show(options, note) {
    const before = this.at;
    this.options = options ?? [];
    this.list.replaceChildren(...this.options.map((option, k) => el('li', {
      role: 'option', id: `found-${k}`, onmousedown: event => {
        event.preventDefault();
        this.go(option);
      },
    }, el('span', { class: 'name', text: option.name }), el('span', { class: 'kind', text: option.note }))));
    if (note) this.list.append(el('li', { class: 'note', role: 'option', 'aria-disabled': 'true', text: note }));
    const open = Boolean(this.options.length || note);
    this.list.hidden = !open;
    mark(this.box, 'aria-expanded', String(open));
    this.at = -1;
    if (this.options.length) this.point(before > 0 && before < this.options.length ? before : 0);
  }

  point(k) {
    this.at = k;
    [...this.list.children].forEach((item, j) => mark(item, 'aria-selected', j === k ? 'true' : 'false'));
    mark(this.box, 'aria-activedescendant', `found-${k}`);
    this.list.children[k]?.scrollIntoView({ block: 'nearest' });
  }

  go({ kind, index }) {
    this.fold();
    this.page.select(this.page.citizen(), kind, index, true);
    this.page.focusStage();
  }

  fold() {
    this.list.hidden = true;
    mark(this.box, 'aria-expanded', 'false');
    mark(this.box, 'aria-activedescendant', null);
  }
}
