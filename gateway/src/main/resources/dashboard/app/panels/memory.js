// Working memory: which subentities are in it, their energy as a bar, their share of it, who has just come and gone.

import { el, say, mark, paint, keep } from '../dom.js';
import { part, percent, words } from '../format.js';
import { css } from '../drawing/colors.js';

const MOST = 7;
const FRESH_MS = 4000;

export class Memory {
  constructor(select) {
    this.title = el('span');
    this.list = el('ul', { class: 'rows' });
    this.root = el('section', { 'aria-label': 'Working memory' }, el('h3', {}, this.title), this.list);
    this.select = select;
  }

  draw(citizen, colorOf) {
    const { wm, picture } = citizen;
    this.root.hidden = !wm.at || !picture?.places;
    if (this.root.hidden) return;
    say(this.title, `Working memory (${wm.subs.length} of ${MOST})`);
    const now = performance.now();
    const rows = wm.subs.map((sub, k) => ({ sub, share: wm.share[k] ?? 0, fresh: now - (wm.entered.get(sub) ?? -1e9) < FRESH_MS }))
      .sort((a, b) => b.share - a.share);
    for (const { sub, at } of wm.left) if (now - at < FRESH_MS) rows.push({ sub, share: null });
    keep(this.list, rows, r => r.sub, r => this.make(r), (item, { sub, share, fresh }) => {
      const { dot, name, fill, value } = item.parts;
      paint(dot, 'background', css(colorOf(sub)));
      say(name, words(picture.subName[sub] ?? ''));
      paint(fill, 'width', part(share === null ? 0 : picture.subLevel(sub)));
      say(value, share === null ? 'left' : fresh ? 'new' : percent(share));
      mark(value, 'title', share === null ? 'has just left memory' : fresh ? 'has just entered memory' : 'share of the words that fit');
      mark(item, 'class', share === null ? 'left' : fresh ? 'entered' : null);
    });
  }

  make({ sub }) {
    const parts = { dot: el('i', { class: 'dot' }), name: el('button', { class: 'plain', type: 'button', onclick: () => this.select(sub) }), fill: el('i'), value: el('span', { class: 'value' }) };
    const item = el('li', {}, parts.dot, parts.name, el('div', { class: 'bar energy' }, parts.fill), parts.value);
    item.parts = parts;
    return item;
  }
}
