// What an engine tells beyond energy: modulation, health, learning, strides, emergence, topology. A section appears with
// its first event and never before: what an engine does not report is absent.

import { el, say, mark, paint, keep } from '../dom.js';
import { amount, ago, count, part, percent, words } from '../format.js';

const ROWS = 8;

export class Stories {
  /** @param {{selectId(citizen, id): void}} page */
  constructor(page) {
    this.page = page;
    this.root = el('div');
    this.sections = new Map();
    this.drawnAt = 0;
  }

  draw(citizen) {
    if (citizen === this.citizen && performance.now() - this.drawnAt < 500) return;
    this.citizen = citizen;
    this.drawnAt = performance.now();
    const { modulation, health, tiers, strides, emergence, hubs, atRisk, integration } = citizen.stories;
    this.bars('State modulation', modulation && citizen.live ? [
      ['arousal', modulation.arousal], ['precision', modulation.precision], ['goal alignment', modulation.goal_alignment],
    ] : [], modulation?.state_interpretation ? words(modulation.state_interpretation) : '');
    this.bars('Health', health && citizen.live ? [
      ['flow', health.components?.flow ?? health.flow_state], ['coherence', health.components?.coherence ?? health.coherence_alignment],
      ['multiplicity', health.components?.multiplicity ?? health.multiplicity_health],
    ] : [], health?.narrative ?? '');
    this.lines('Strengthening by tier', Object.entries(tiers).map(([tier, t]) => ({ key: tier, text: words(tier), value: `${count(t.n)} · +${amount(t.delta)}`, id: t.last?.target_id })));
    const last = strides[strides.length - 1];
    this.lines('Last strides told', strides.slice(-5).reverse().map((s, k) => ({
      key: `${s.timestamp}/${k}`, text: `${this.nameOf(citizen, s.source_node_id)} → ${this.nameOf(citizen, s.target_node_id)}`, value: words(s.reason ?? ''), id: s.target_node_id,
    })));
    this.bars('Why the last stride', last ? this.parts(last) : [], last ? `cost ${amount(last.final_cost)}, ease ${amount(last.ease ?? 0)}` : '');
    this.lines('Emergence', emergence.slice(0, ROWS).map((e, k) => ({
      key: `${e.t}/${k}`, text: `${words(e.kind.replace(/\./g, ' '))}${e.body.reason ? ` · ${e.body.reason}` : ''}`, value: ago(this.page.world.now() - e.t), id: e.body.subentity_id ?? e.body.target_subentity,
    })));
    this.lines('Hubs', (hubs ?? []).slice(0, ROWS).map(h => ({ key: h.node_id, text: words(h.name ?? h.node_id), value: `${percent(h.betweenness)}`, id: h.node_id })));
    this.lines('Hubs at risk', atRisk.map((h, k) => ({ key: `${h.node_id}/${k}`, text: words(h.hub_name ?? h.node_id), value: `energy ${amount(h.energy ?? 0)}`, id: h.node_id })));
    this.lines('Integration', integration ? [
      ['mean depth', integration.mean_depth], ['mean breadth', integration.mean_breadth], ['communities', integration.community_count],
      ['modularity', integration.modularity], ['segregation', integration.segregation],
    ].filter(([, v]) => Number.isFinite(v)).map(([text, v]) => ({ key: text, text, value: amount(v) })) : []);
  }

  /** The parts of a stride's cost that differ from doing nothing; an engine without resonance tells 1 for it. */
  parts(stride) {
    const cost = stride.base_cost || 1;
    return [
      ['base cost', 1 - Math.min(1, Math.exp(-cost / 2))],
      ['complementarity', stride.comp_multiplier !== 1 ? stride.comp_multiplier : NaN],
      ['resonance', stride.resonance_multiplier !== 1 ? stride.resonance_multiplier : NaN],
      ['emotion', stride.emotion_mult !== 1 ? stride.emotion_mult : NaN],
      ['tier', stride.tier_scale],
    ];
  }

  nameOf(citizen, id) {
    const p = citizen.picture;
    if (!p?.complete) return id;
    const i = p.indexOf(id);
    if (i >= 0) return p.name[i];
    const s = p.subIndexOf(id);
    return s >= 0 ? words(p.subName[s]) : id;
  }

  section(heading, className) {
    let section = this.sections.get(heading);
    if (!section) {
      section = { list: el('ul', { class: className }), note: el('p', { class: 'quiet' }) };
      section.root = el('section', { 'aria-label': heading }, el('h3', { text: heading }), section.list, section.note);
      this.sections.set(heading, section);
      this.root.append(section.root);
    }
    return section;
  }

  bars(heading, rows, note) {
    const known = rows.filter(([, v]) => Number.isFinite(v));
    if (!known.length && !this.sections.has(heading)) return;
    const section = this.section(heading, 'rows three');
    section.root.hidden = !known.length;
    say(section.note, note);
    keep(section.list, known, ([word]) => word, ([word]) => {
      const parts = { fill: el('i'), value: el('span', { class: 'value' }) };
      const item = el('li', {}, el('span', { text: word }), el('div', { class: 'bar energy' }, parts.fill), parts.value);
      item.parts = parts;
      return item;
    }, (item, [, value]) => {
      paint(item.parts.fill, 'width', part(value));
      say(item.parts.value, amount(value));
    });
  }

  lines(heading, rows) {
    if (!rows.length && !this.sections.has(heading)) return;
    const section = this.section(heading, 'rows two');
    section.root.hidden = !rows.length;
    keep(section.list, rows, r => r.key, () => {
      const item = el('li');
      item.button = el('button', { class: 'plain', type: 'button', onclick: () => item.target && this.page.selectId(this.citizen, item.target) });
      item.plain = el('span');
      item.cell = el('span', { class: 'value' });
      item.append(item.button, item.plain, item.cell);
      return item;
    }, (item, { text, value, id }) => {
      item.target = id;
      item.button.hidden = !id;
      item.plain.hidden = Boolean(id);
      say(id ? item.button : item.plain, text);
      mark(item, 'title', text);
      say(item.cell, value);
    });
  }
}
