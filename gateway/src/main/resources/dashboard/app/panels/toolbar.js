// The buttons of the head line and below the cards, and the legend: what can be switched, and what is switched on.

import { el, say, mark } from '../dom.js';
import { chooseTheme, theme } from '../theme.js';
import { save } from '../export.js';
import { MOST_NODES } from '../places/relax.js';
import { showKeys } from './help.js';

const $ = id => document.getElementById(id);

export class Toolbar {
  constructor(page) {
    this.page = page;
    const tool = (text, title, act) => el('button', { type: 'button', text, title, 'aria-label': text ? `${text}: ${title}` : title, onclick: act });
    this.buttons = {
      table: tool('table', 'Table of the same data (t)', () => page.table.toggle()),
      replay: tool('replay', 'The last minute once more (r)', () => page.modes.toggleReplay()),
      difference: tool('Δ 60 s', 'Difference to a minute ago (d)', () => page.modes.toggleDifference()),
      forces: tool('forces', 'Relax places by forces', () => page.modes.toggleForces()),
      repack: tool('re-pack', 'Lay out anew: places were kept while the graph changed', () => page.world.repack(page.citizen)),
      follow: tool('follow', 'Follow the most active subentity (o)', () => page.journey.follow(!page.journey.following)),
      emotion: tool('emotion', 'Hues say what is felt', () => page.modes.toggleEmotion()),
      png: tool('PNG', 'Save the picture', async () => save(await page.stage.png(), `${page.shown.layout === 'one' ? page.citizen?.name ?? 'mind' : 'mind'}.png`)),
      theme: tool('', 'Dark or light', () => {
        chooseTheme(theme() === 'dark' ? 'light' : 'dark');
        page.remember();
      }),
      help: tool('?', 'Keys', () => showKeys()),
    };
    $('tools').append(...Object.values(this.buttons));
    this.sixButton = el('button', { type: 'button', title: 'key 0', onclick: () => page.arrange(page.shown.layout === 'six' ? 'one' : 'six') });
    this.twoButton = el('button', { type: 'button', text: 'Compare', title: 'Two side by side (c)', onclick: () => page.arrange(page.shown.layout === 'two' ? 'one' : 'two') });
    $('all').append(this.sixButton, this.twoButton, page.controls.all);
    $('legend').append(
      el('div', { class: 'what', text: 'energy' }), el('div', { class: 'ramp' }),
      el('div', { class: 'keys' }, el('span', { class: 'ends', text: 'rest · threshold · peak' }), el('span', { text: '◯ flip' }), el('span', { text: '⟶ flow' })));
  }

  /** Shows what there is to switch for this citizen. */
  draw(subject) {
    const { buttons, page } = this;
    const complete = Boolean(subject?.picture?.complete) && page.shown.layout === 'one';
    const gl = page.stage.ready;
    mark($('middle'), 'class', page.stage.views.length > 1 ? 'several' : null);
    mark(this.sixButton, 'aria-pressed', String(page.shown.layout === 'six'));
    mark(this.twoButton, 'aria-pressed', String(page.shown.layout === 'two'));
    say(this.sixButton, page.world.order.length > 1 ? `All ${Math.min(6, page.world.order.length)}` : 'All');
    this.twoButton.hidden = page.world.order.length < 2;
    say(buttons.theme, theme() === 'dark' ? '☾ dark' : '☀ light');
    mark(buttons.table, 'aria-pressed', String(!$('table').hidden));
    mark(buttons.replay, 'aria-pressed', String(page.modes.replay.on));
    mark(buttons.difference, 'aria-pressed', String(Boolean(page.modes.difference.citizen)));
    mark(buttons.follow, 'aria-pressed', String(Boolean(page.journey.following)));
    mark(buttons.forces, 'aria-pressed', String(page.modes.relaxing.has(subject)));
    buttons.replay.hidden = buttons.difference.hidden = !complete || !gl;
    buttons.follow.hidden = !complete;
    buttons.repack.hidden = !complete || !subject.picture.places.kept || subject !== page.citizen;
    buttons.forces.hidden = !complete || !gl || subject.picture.nodes > MOST_NODES;
    const felt = complete && gl && [...subject.stories.entities.values()].some(e => e.emotion_magnitude > 0.01);
    buttons.emotion.hidden = !felt;
    mark(buttons.emotion, 'aria-pressed', String(Boolean(felt && page.stage.scenes.get(subject.graph)?.emotion)));
    buttons.png.hidden = !gl;
    const back = page.modes.difference.citizen ? page.modes.difference.draw() : 0;
    mark($('legend'), 'class', page.modes.difference.citizen ? 'float difference' : 'float');
    say($('legend').querySelector('.what'), page.modes.difference.citizen ? `energy now against ${back} s ago` : 'energy');
    say($('legend').querySelector('.ends'), page.modes.difference.citizen ? 'fell · same · rose' : 'rest · threshold · peak');
  }
}
