// Freeze, resume and speed, for one citizen or for all; what is shown is the engine's answer, not the click.

import { el, say, mark } from '../dom.js';
import { title, count } from '../format.js';

const FROZEN = 1e9;
const SPEEDS = [[0.25, '4× faster'], [0.5, '2× faster'], [1, 'normal'], [2, '2× slower'], [5, '5× slower'], [20, '20× slower']];

/** Asks in a dialog; resolves true only for the button that says so. */
function confirm(question, detail, yes) {
  return new Promise(resolve => {
    const done = answer => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const dialog = el('dialog', { 'aria-label': question, oncancel: () => done(false) },
      el('h2', { text: question }), el('p', { class: 'quiet', text: detail }),
      el('div', { class: 'buttons' },
        el('button', { type: 'button', text: 'Cancel', autofocus: true, onclick: () => done(false) }),
        el('button', { type: 'button', class: 'main', text: yes, onclick: () => done(true) })));
    document.body.append(dialog);
    dialog.showModal();
  });
}

export class Controls {
  constructor(page) {
    this.page = page;
    this.freeze = el('button', { type: 'button', onclick: () => this.toggle() });
    this.speed = el('select', { 'aria-label': 'Speed', onchange: () => this.pace() },
      SPEEDS.map(([multiplier, word]) => el('option', { value: multiplier, text: word })));
    this.answer = el('p', { class: 'quiet', role: 'status' });
    this.root = el('section', { 'aria-label': 'Pace' }, el('div', { class: 'filter' }, this.freeze, this.speed), this.answer);
    this.all = el('button', { type: 'button', text: 'Freeze all', onclick: () => this.toggleAll() });
  }

  draw(citizen, world) {
    this.citizen = citizen;
    this.world = world;
    this.root.hidden = !citizen.live || !citizen.status;
    const others = world.order.filter(c => c.live);
    this.all.hidden = others.length < 2;
    this.allFrozen = others.length > 0 && others.every(c => c.frozen);
    say(this.all, this.allFrozen ? 'Resume all' : 'Freeze all');
    if (this.root.hidden) return;
    say(this.freeze, citizen.frozen ? '▶ resume' : '❚❚ freeze');
    const multiplier = citizen.status.tickMultiplier;
    this.speed.disabled = citizen.frozen;
    if (!citizen.frozen && document.activeElement !== this.speed) {
      const known = SPEEDS.find(([m]) => Math.abs(m - multiplier) < 1e-6);
      if (known) this.speed.value = String(known[0]);
      else this.speed.value = '';
    }
    if (this.toldOf !== citizen.graph) {
      this.toldOf = citizen.graph;
      say(this.answer, '');
    }
  }

  toggle() {
    const { citizen } = this;
    this.ask(citizen.frozen ? 'resume' : 'pause', {}, citizen.frozen ? 'resuming …' : 'freezing …');
  }

  pace() {
    this.ask('speed', { multiplier: Number(this.speed.value) }, 'changing speed …');
  }

  async ask(command, args, word) {
    const { citizen } = this;
    say(this.answer, word);
    mark(this.freeze, 'disabled', true);
    try {
      const told = await this.page.ask(citizen, command, args);
      if (told?.tick_multiplier !== undefined && citizen.status) {
        citizen.status.tickMultiplier = told.tick_multiplier;
        citizen.status.runningState = told.tick_multiplier >= FROZEN ? 'frozen' : told.tick_multiplier > 1 ? 'slow_motion' : 'running';
      }
      say(this.answer, (told?.status ?? 'done').replace(/_/g, ' '));
      citizen.series.mark(this.page.world.now(), 'lifecycle', command);
    } catch (problem) {
      say(this.answer, problem.message);
    }
    mark(this.freeze, 'disabled', null);
    this.page.soon();
  }

  async toggleAll() {
    const command = this.allFrozen ? 'resume' : 'pause';
    const word = this.allFrozen ? 'Resume' : 'Freeze';
    const citizens = this.world.order.filter(c => c.live);
    if (!await confirm(`${word} all ${citizens.length} citizens?`, citizens.map(c => title(c.name)).join(', '), `${word} all`)) return;
    const answers = await Promise.allSettled(citizens.map(c => this.page.ask(c, command, {}).then(told => {
      if (c.status && told?.tick_multiplier !== undefined) {
        c.status.tickMultiplier = told.tick_multiplier;
        c.status.runningState = told.tick_multiplier >= FROZEN ? 'frozen' : 'running';
      }
    })));
    const failed = answers.filter(a => a.status === 'rejected');
    this.page.speak(failed.length ? `${count(failed.length)} did not answer: ${failed[0].reason.message}` : `All ${command === 'pause' ? 'frozen' : 'resumed'}`);
    say(this.answer, failed.length ? `${count(failed.length)} did not: ${failed[0].reason.message}` : '');
    this.page.soon();
  }
}
