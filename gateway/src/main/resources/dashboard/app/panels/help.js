// The keys, in a dialog.

import { el } from '../dom.js';

const KEYS = [
  ['1 – 9', 'choose a citizen'], ['0', 'all six'], ['/', 'search; type:Memory energy>1 filters'], ['f', 'fit the whole picture'],
  ['+ −', 'zoom'], ['arrows', 'walk the neighbours of the selected node, else move'], ['⇧ arrows', 'move'], ['Esc', 'back'],
  ['t', 'table of the same data'], ['r', 'last minute once more'], ['d', 'difference to a minute ago'], ['o', 'follow the most active subentity'],
  ['c', 'compare with the next citizen'], ['[ ]', 'fold the side panels'], ['?', 'this list'],
];

export function showKeys() {
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  const dialog = el('dialog', { 'aria-label': 'Keys', oncancel: () => dialog.remove() },
    el('h2', { text: 'Keys' }),
    el('dl', { class: 'pairs keys' }, KEYS.flatMap(([key, word]) => [el('dt', {}, key.split(' ').map(k => el('kbd', { text: k }))), el('dd', { text: word })])),
    el('div', { class: 'buttons' }, el('button', { type: 'button', text: 'Close', autofocus: true, onclick: close })));
  document.body.append(dialog);
  dialog.showModal();
}
