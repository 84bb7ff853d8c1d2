// Something to say to a citizen, and how it was taken: sending, accepted, touched, or refused with the reason.

import { el, say, mark } from '../dom.js';
import { amount, count } from '../format.js';

export class StimulusBox {
  constructor(page) {
    this.page = page;
    this.text = el('input', { type: 'text', maxlength: '2000', placeholder: 'Say something …', 'aria-label': 'Stimulus' });
    this.send = el('button', { type: 'submit', text: 'send' });
    this.state = el('p', { class: 'state calm', role: 'status' });
    this.root = el('form', { class: 'stimulus', 'aria-label': 'Stimulus', onsubmit: event => {
      event.preventDefault();
      this.inject();
    } }, el('h3', { text: 'Stimulus' }), el('div', { class: 'line' }, this.text, this.send), this.state);
    this.sent = null;
  }

  draw(citizen) {
    this.root.hidden = !citizen.live;
    if (this.citizen !== citizen) {
      this.citizen = citizen;
      this.tell('', 'calm');
      this.sent = null;
    }
  }

  async inject() {
    const text = this.text.value.trim();
    if (!text) return;
    const { citizen } = this;
    const id = `page-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    this.sent = { id, citizen };
    this.tell('◌ sending', 'waiting');
    this.send.disabled = true;
    try {
      await this.page.ask(citizen, 'inject', { text, stimulus_id: id, source: 'dashboard' });
      if (this.sent?.id === id && !this.sent.touched) this.tell('◐ accepted', 'waiting');
      this.text.value = '';
    } catch (problem) {
      this.tell(`✕ rejected: ${problem.message}`, 'wrong');
    }
    this.send.disabled = false;
  }

  /** The engine told of a stimulus: if it is the one sent from here, what it touched. */
  touched(citizen, body) {
    if (this.sent?.id !== body.id) return;
    this.sent.touched = true;
    this.tell(`● touched ${count(body.i?.length ?? 0)} nodes, +${amount(body.added ?? 0)} energy`, 'live');
  }

  tell(text, tone) {
    say(this.state, text);
    mark(this.state, 'class', `state ${tone}`);
  }
}
