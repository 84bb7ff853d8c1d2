// Words over the canvas: what is awaited while there is nothing to see, names over the viewports, a hint at the pointer.

import { el, say, mark, paint } from '../dom.js';
import { amount, count, title, words } from '../format.js';
import { stateOf, doing } from './cards.js';

/** What is awaited, as {head, text}; both empty while there is a picture to look at. */
export function awaited(citizen, six, world, link) {
  if (!citizen) {
    if (link.word !== 'live') return { head: link.word === 'ended' ? 'No connection' : 'Connecting to the gateway', text: link.reason };
    if (world.order.length) return { head: 'Choose a citizen', text: '' };
    return { head: world.looking ? 'Looking for citizens' : 'No citizens yet', text: world.reason || (world.looking ? '' : 'Fill a graph with "mind seed", then "mind start NAME"') };
  }
  if (six || citizen.picture?.complete) return { head: '', text: '' };
  const { picture } = citizen;
  return citizen.live
    ? { head: `${title(citizen.name)} appears`, text: picture ? `${count(picture.haveNodes)} nodes, ${count(picture.haveLinks)} links so far` : 'asking for its picture' }
    : { head: `${title(citizen.name)} · ${stateOf(citizen).word}`, text: doing(citizen) };
}

export class Overlay {
  constructor({ message, frames, hint }, stage) {
    Object.assign(this, { box: message, root: frames, tip: hint, stage });
    this.parts = [];
  }

  /** The message; in a corner once something is drawn, in the middle else. */
  message({ head, text }, corner) {
    const { box } = this;
    box.hidden = !head && !text;
    mark(box, 'class', corner ? 'corner' : null);
    if (box.hidden || box.told === `${head}|${text}`) return;
    box.told = `${head}|${text}`;
    box.replaceChildren(el('b', { text: head }), el('span', { class: 'quiet', text }));
  }

  /** Names and states over the viewports, where there is more than one. */
  frames() {
    const { views } = this.stage;
    this.root.replaceChildren();
    this.parts = views.length < 2 ? [] : views.map(view => {
      const parts = { name: el('b', { text: title(view.citizen.name) }), state: el('span', { class: 'state' }), numbers: el('span', { class: 'numbers' }), view };
      const { x, y, w, h } = view.rect;
      this.root.append(el('div', { class: 'frame', style: { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` } }, parts.name, parts.state, parts.numbers));
      return parts;
    });
    this.renew();
  }

  renew() {
    for (const { state, numbers, view } of this.parts) {
      const { shape, word, tone } = stateOf(view.citizen);
      say(state, `${shape} ${word}`);
      mark(state, 'class', `state ${tone}`);
      const coming = view.citizen.live && !view.citizen.picture?.places;
      say(numbers, coming ? 'its picture is on its way' : doing(view.citizen));
    }
  }

  /** What is under the pointer, beside it; a link's type too when a selected node is pointed at from another. */
  hint(pick, x, y, changed) {
    const { tip } = this;
    const picture = pick?.view?.citizen.picture;
    tip.hidden = !pick || !(pick.node >= 0 || (pick.sub >= 0 && this.stage.views.length > 1));
    if (tip.hidden) return;
    if (changed) {
      const node = pick.node >= 0;
      const lines = node
        ? [`${words(picture.nodeTypes[picture.type[pick.node]] ?? '')} · energy ${amount(picture.e[pick.node])} of ${amount(picture.t[pick.node])}`, this.links(picture, pick.node)]
        : [`energy ${amount(picture.subE[pick.sub])} of ${amount(picture.subT[pick.sub])}`];
      tip.replaceChildren(el('b', { text: node ? picture.name[pick.node] : words(picture.subName[pick.sub]) }),
        ...lines.filter(Boolean).map(line => el('div', { class: 'quiet', text: line })));
    }
    paint(tip, 'transform', `translate(${Math.round(Math.min(x + 14, Math.max(4, this.stage.surface.width - 280)))}px, ${Math.round(y + 14)}px)`);
  }

  links(picture, node) {
    if (!picture.complete) return '';
    const kinds = new Map();
    for (const { link } of picture.linksOf(node)) {
      const type = words(picture.linkTypes[picture.linkType[link]] ?? '').toLowerCase();
      kinds.set(type, (kinds.get(type) ?? 0) + 1);
    }
    return [...kinds].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([type, n]) => `${n} ${type}`).join(', ');
  }
}
