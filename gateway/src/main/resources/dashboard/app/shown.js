// Which citizens are on the canvas, and which one the panels are about.

const SIX = 6;
const HEARD_MS = 2000; // without a supervisor's list citizens are known by their words alone, one a second
const SIX_HZ = 5; // updates of each where more than two are shown

export class Shown {
  /** @param changed told when others are shown */
  constructor(world, stage, wanted, changed) {
    Object.assign(this, { world, stage, wanted, changed });
    this.chosen = null;  // graph of the citizen that panels are about
    this.preview = null; // of the first one, while nobody chose
    this.pair = null;    // two citizens that are compared
    this.layout = ['six', 'two'].includes(wanted.view) ? wanted.view : 'one';
  }

  get citizen() {
    return this.world.get(this.chosen);
  }

  /** The citizen that panels are about: the chosen one, or the first of the list while nobody chose. */
  get subject() {
    return this.citizen ?? this.world.get(this.preview);
  }

  /** The citizen the subject is compared with, or null. */
  get other() {
    return this.layout === 'two' ? this.stage.views.find(view => view.citizen !== this.subject)?.citizen ?? null : null;
  }

  /** The name in the address that no citizen has, once all should have been heard of; empty if there is none. */
  get missing() {
    const { wanted, world } = this;
    return !this.citizen && world.order.length && world.listedMs() > HEARD_MS ? wanted.citizen : '';
  }

  viewIndex() {
    return Math.max(0, this.stage.views.findIndex(view => view.citizen.graph === this.chosen));
  }

  /** The list of citizens changed, or one became able to show something: choose if nobody did. */
  arrive() {
    const { world, wanted } = this;
    if (!this.citizen && world.order.length) {
      const named = wanted.citizen && world.named(wanted.citizen);
      const first = named || (wanted.citizen ? null : world.order.find(c => c.live));
      this.chosen = first ? first.graph : null;
      this.preview = world.order[0].graph;
    }
    this.show();
  }

  citizens() {
    const { order } = this.world;
    const { subject, pair } = this;
    if (this.layout === 'six') return order.slice(0, SIX);
    if (!subject) return [];
    if (this.layout === 'one' || order.length < 2) return [subject];
    const stays = pair?.includes(subject) && pair.every(c => order.includes(c));
    return stays ? pair : [subject, order[(order.indexOf(subject) + 1) % order.length]];
  }

  /** Puts them on the canvas and watches them. */
  show() {
    const citizens = this.citizens();
    this.pair = this.layout === 'two' ? citizens : null;
    const before = this.stage.views;
    this.stage.show(citizens);
    if (this.stage.views !== before) for (const citizen of citizens) if (citizen.picture) this.stage.adopt(citizen);
    this.changed(citizens.map(({ graph }) => ({ graph, stories: citizens.length === 1, maxHz: citizens.length > 2 ? SIX_HZ : 0 })));
    this.stage.dirty();
  }

  choose(graph) {
    this.chosen = graph;
    this.wanted.citizen = '';
    this.arrange('one');
  }

  arrange(layout) {
    this.layout = layout;
    if (!this.chosen && this.subject) this.chosen = this.subject.graph;
    this.show();
  }
}
