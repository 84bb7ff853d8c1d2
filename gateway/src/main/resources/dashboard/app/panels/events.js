// The list of what happened: the newest 500 lines, of which only those in sight are in the page.

import { el, say, mark, paint } from '../dom.js';
import { clock } from '../format.js';

const LINE = 24;
const KINDS = [['flip', 'flips'], ['memory', 'memory'], ['subentity', 'subentities'], ['emergence', 'emergence'], ['stimulus', 'stimuli'], ['lifecycle', 'lifecycle'], ['learning', 'learning'], ['connection', 'connection']];

export class Events {
  constructor(select) {
    this.select = select;
    this.off = new Set();
    this.paused = false;
    this.pool = [];
    this.pause = el('button', { type: 'button', text: 'pause', 'aria-pressed': 'false', onclick: () => this.toggle() });
    this.filter = el('div', { class: 'filter', role: 'group', 'aria-label': 'Kinds of events' });
    this.space = el('div');
    this.none = el('p', { class: 'quiet', text: 'nothing yet' });
    this.box = el('div', { id: 'log', tabindex: '0', role: 'group', 'aria-label': 'Events, newest first', onscroll: () => this.lay() }, this.space);
    this.root = el('section', { 'aria-label': 'Events' }, el('h3', {}, 'Events', this.pause), this.filter, this.none, this.box);
    this.buttons = KINDS.map(([kind, word]) => {
      const button = el('button', { type: 'button', text: word, 'aria-pressed': 'true', onclick: () => {
        if (this.off.has(kind)) this.off.delete(kind);
        else this.off.add(kind);
        mark(button, 'aria-pressed', String(!this.off.has(kind)));
        this.version = -1;
        this.draw(this.citizen);
      } });
      button.hidden = true;
      this.filter.append(button);
      return { kind, button };
    });
  }

  toggle() {
    this.paused = !this.paused;
    mark(this.pause, 'aria-pressed', String(this.paused));
    say(this.pause, this.paused ? 'go on' : 'pause');
    this.version = -1;
  }

  draw(citizen) {
    const changed = citizen !== this.citizen;
    if (!changed && (this.paused || this.version === citizen.logged)) return;
    this.citizen = citizen;
    this.version = citizen.logged;
    const kinds = new Set(citizen.log.map(line => line.kind));
    for (const { kind, button } of this.buttons) button.hidden = !kinds.has(kind);
    this.lines = citizen.log.filter(line => !this.off.has(line.kind)).reverse();
    this.none.hidden = citizen.log.length > 0;
    this.box.hidden = !this.none.hidden;
    const top = this.lines[0]?.n ?? 0;
    if (this.box.scrollTop > LINE && !changed) this.box.scrollTop += LINE * Math.max(0, top - this.top); // what is being read stays put
    else if (changed) this.box.scrollTop = 0;
    this.top = top;
    paint(this.space, 'height', `${this.lines.length * LINE}px`);
    this.lay();
  }

  /** Puts the lines in sight into the page, each at its place. */
  lay() {
    const { lines = [] } = this;
    const first = Math.max(0, Math.floor(this.box.scrollTop / LINE) - 2);
    const last = Math.min(lines.length, first + Math.ceil(this.box.clientHeight / LINE) + 5);
    let used = 0;
    for (let k = first; k < last; k++) {
      const line = lines[k];
      const item = (this.pool[used++] ??= this.make());
      item.line = line;
      say(item.t, clock(line.t));
      say(item.what, line.text);
      mark(item.root, 'class', `line ${line.kind}`);
      mark(item.root, 'title', line.text);
      paint(item.root, 'top', `${k * LINE}px`);
      item.root.hidden = false;
    }
    for (let k = used; k < this.pool.length; k++) this.pool[k].root.hidden = true;
  }

  make() {
    const item = { t: el('span', { class: 't' }), what: el('span', { class: 'what' }) };
    item.root = el('button', { class: 'line', type: 'button', onclick: () => this.select(item.line) }, item.t, item.what);
    this.space.append(item.root);
    return item;
  }
}
