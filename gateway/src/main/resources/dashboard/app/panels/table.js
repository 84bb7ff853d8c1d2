// The same data as tables: citizens, subentities, nodes. The whole alternative to the picture.

import { el, say, keep } from '../dom.js';
import { amount, count, words, title } from '../format.js';
import { stateOf, doing } from './cards.js';

const PAGE = 100;
const RENEW_MS = 1000;

export class Table {
  constructor(root, page) {
    this.root = root;
    this.page = page;
    this.what = 'sub';
    this.sort = 'energy';
    this.from = 0;
    this.drawnAt = 0;
  }

  toggle() {
    this.root.hidden = !this.root.hidden;
    this.made = false;
    if (this.root.hidden) return;
    this.page.soon();
    this.root.focus();
  }

  draw(citizen, world) {
    if (this.root.hidden) return;
    const key = `${citizen?.graph}/${this.what}/${this.sort}/${this.from}/${citizen?.picture?.complete}`;
    if (this.made === key && performance.now() - this.drawnAt < RENEW_MS) return;
    const fresh = this.made !== key;
    this.made = key;
    this.drawnAt = performance.now();
    if (fresh) this.make(citizen, world);
    this.fill(citizen, world);
  }

  make(citizen) {
    const kinds = [['citizens', 'Citizens'], ['sub', 'Subentities'], ['node', 'Nodes']];
    this.title = el('h2', { text: citizen ? title(citizen.name) : 'Citizens' });
    this.body = el('tbody');
    this.caption = el('caption');
    const heads = {
      citizens: [['name', 'Citizen'], ['', 'State'], ['', 'Nodes · links'], ['', 'Energy', 1], ['', 'Active', 1], ['', 'Hz', 1]],
      sub: [['name', 'Subentity'], ['energy', 'Energy', 1], ['', 'Threshold', 1], ['', 'State'], ['', 'In memory'], ['size', 'Members', 1]],
      node: [['name', 'Node'], ['', 'Type'], ['energy', 'Energy', 1], ['', 'Threshold', 1], ['', 'State'], ['', 'Subentity'], ['links', 'Links', 1]],
    }[this.what];
    const sortable = (key, word) => (key ? el('button', { type: 'button', text: `${word}${this.sort === key ? ' ▾' : ''}`, onclick: () => this.change({ sort: key, from: 0 }) }) : word);
    this.root.replaceChildren(
      el('div', { class: 'filter' },
        kinds.map(([kind, word]) => el('button', { type: 'button', text: word, 'aria-pressed': String(kind === this.what), onclick: () => this.change({ what: kind, sort: kind === 'citizens' ? 'name' : 'energy', from: 0 }) })),
        el('button', { type: 'button', text: 'Previous', disabled: this.from === 0, onclick: () => this.change({ from: Math.max(0, this.from - PAGE) }) }),
        el('button', { type: 'button', text: 'Next', onclick: () => this.change({ from: this.from + PAGE }) }),
        el('button', { type: 'button', text: 'Save as CSV', onclick: () => this.page.saveCsv() }),
        el('button', { type: 'button', text: 'Back to the picture', onclick: () => this.toggle() })),
      this.title,
      el('table', {}, this.caption,
        el('thead', {}, el('tr', {}, heads.map(([key, word, number]) => el('th', { scope: 'col', class: number ? 'number' : null, 'aria-sort': key && this.sort === key ? (key === 'name' ? 'ascending' : 'descending') : null }, sortable(key, word))))),
        this.body));
  }

  change(fields) {
    Object.assign(this, fields);
    this.made = '';
    this.page.soon();
  }

  fill(citizen, world) {
    const picture = citizen?.picture?.complete ? citizen.picture : null;
    let rows = [];
    let all = 0;
    if (this.what === 'citizens') {
      all = world.order.length;
      rows = world.order.map(c => ({ key: c.graph, go: () => this.page.choose(c.graph), cells: [title(c.name), stateOf(c).word, doing(c), c.live && c.status ? amount(c.status.totalEnergy) : '–', c.live && c.status ? count(c.status.activeNodes) : '–', c.live && c.status ? c.status.measuredHz.toFixed(1) : '–'], numbers: 3 }));
    } else if (picture) {
      const nodes = this.what === 'node';
      const n = all = nodes ? picture.nodes : picture.subs;
      const order = this.order(picture, nodes, n);
      rows = Array.from(order.subarray(this.from, this.from + PAGE), i => (nodes ? {
        key: i, go: () => this.page.select(citizen, 'node', i, true),
        cells: [picture.name[i], words(picture.nodeTypes[picture.type[i]] ?? ''), amount(picture.e[i]), amount(picture.t[i]), picture.e[i] >= picture.t[i] ? 'active' : 'at rest', words(picture.subName[picture.places.home[i]] ?? ''), count(picture.degree(i))], numbers: new Set([2, 3, 6]),
      } : {
        key: i, go: () => this.page.select(citizen, 'sub', i, true),
        cells: [words(picture.subName[i]), amount(picture.subE[i]), amount(picture.subT[i]), picture.subActive[i] ? 'active' : 'at rest', citizen.wm.subs.includes(i) ? 'yes' : '', count(picture.ofSub.start[i + 1] - picture.ofSub.start[i])], numbers: new Set([1, 2, 5]),
      }));
    }
    say(this.caption, picture || this.what === 'citizens' ? `${count(all ? this.from + 1 : 0)} to ${count(Math.min(all, this.from + PAGE))} of ${count(all)}, renewed each second` : 'The graph is not here yet');
    const numeric = (row, k) => (typeof row.numbers === 'number' ? k >= row.numbers : row.numbers.has(k));
    keep(this.body, rows, row => row.key, row => {
      const name = el('button', { type: 'button', onclick: () => item.go() });
      const item = el('tr', {}, el('th', { scope: 'row' }, name), row.cells.slice(1).map((_, k) => el('td', { class: numeric(row, k + 1) ? 'number' : null })));
      item.said = [name, ...item.querySelectorAll('td')];
      return item;
    }, (item, row) => {
      item.go = row.go;
      row.cells.forEach((cell, k) => say(item.said[k], cell));
    });
  }

  order(picture, nodes, n) {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    const name = nodes ? picture.name : picture.subName;
    const value = {
      energy: i => (nodes ? picture.e[i] : picture.subE[i]),
      size: i => (nodes ? 0 : picture.ofSub.start[i + 1] - picture.ofSub.start[i]),
      links: i => (nodes ? picture.degree(i) : 0),
    }[this.sort];
    return value ? order.sort((a, b) => value(b) - value(a) || a - b) : order.sort((a, b) => (name[a] < name[b] ? -1 : name[a] > name[b] ? 1 : a - b));
  }
}
