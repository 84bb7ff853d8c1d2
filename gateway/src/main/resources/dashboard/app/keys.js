// What each key does; the canvas's own keys (arrows, plus, minus, Enter) are in drawing/hand.js.

import { showKeys } from './panels/help.js';

const $ = id => document.getElementById(id);

export function pressed(event, page) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.target.matches('input:not([type=range]), textarea, select')) return;
  const { order } = page.world;
  const keys = {
    '/': () => $('search-box').focus(),
    0: () => page.arrange(page.shown.layout === 'six' ? 'one' : 'six'),
    c: () => page.arrange(page.shown.layout === 'two' ? 'one' : 'two'),
    f: () => page.journey.home(),
    t: () => page.table.toggle(),
    r: () => page.modes.toggleReplay(),
    d: () => page.modes.toggleDifference(),
    o: () => page.journey.follow(!page.journey.following),
    '[': () => document.body.classList.toggle('left-folded'),
    ']': () => document.body.classList.toggle('right-folded'),
    '?': () => showKeys(),
    Escape: () => page.back(),
  };
  if (event.key >= '1' && event.key <= '9' && order[event.key - 1]) page.choose(order[event.key - 1].graph);
  else if (Object.hasOwn(keys, event.key)) keys[event.key]();
  else if (!$('stage').contains(event.target) || !page.hand.key(event)) return;
  event.preventDefault();
}
