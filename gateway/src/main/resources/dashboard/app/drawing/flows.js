// Energy on its way: bright dashes along the links with the largest flows; from far, bridges between subentities.

import { Quads, flowColumns } from './layers.js';
import { shaderTime } from './clock.js';

const FLOWS = 200;
const FLOW_SECONDS = 2.2;
const BRIDGES = 60;

export class Flows {
  constructor(material) {
    this.quads = new Quads(material, flowColumns, FLOWS);
    this.table = new Map(); // link -> {strength, at, f}
    this.loudest = 0;
    this.renew();
  }

  /** Written anew with the next frame: places or colours changed, or others are shown. */
  renew() {
    this.version = -1;
  }

  clear() {
    this.table.clear();
    this.renew();
  }

  /** Writes what flows now; true while it moves. */
  fill(scene, now, view) {
    const { citizen, picture } = scene;
    const { table, quads } = this;
    const flows = scene.shown ? scene.shown.flows : citizen.flows;
    if (!picture.complete) {
      if (quads.count) quads.wrote(0);
      return false;
    }
    const far = view.far || scene.big;
    if (this.version !== flows.version || this.far !== far) {
      this.version = flows.version;
      this.far = far;
      let loud = 0;
      for (let j = 0; j < flows.n; j++) loud = Math.max(loud, Math.abs(flows.f[j]));
      this.loudest = Math.max(loud, this.loudest * 0.98, 1e-9);
      for (let j = 0; j < flows.n; j++) {
        const strength = Math.min(1, 0.25 + 0.75 * Math.sqrt(Math.abs(flows.f[j]) / this.loudest));
        const held = table.get(flows.link[j]);
        if (held) {
          held.strength = Math.max(strength, held.strength * 0.8);
          held.at = flows.at;
          held.f = flows.f[j];
        } else table.set(flows.link[j], { strength, at: flows.at, f: flows.f[j] });
      }
      for (const [link, held] of table) if (now - held.at > 1000 * FLOW_SECONDS) table.delete(link);
      let list = [...table];
      if (list.length > FLOWS) {
        list.sort((a, b) => b[1].at - a[1].at || b[1].strength - a[1].strength);
        for (const [link] of list.slice(FLOWS)) table.delete(link);
        list = list.slice(0, FLOWS);
      }
      const n = far ? this.writeBridges(picture, list) : this.writeSingle(scene, list);
      quads.wrote(n);
    }
    if (quads.count && now - flows.at > 1000 * FLOW_SECONDS) {
      table.clear();
      quads.wrote(0);
    }
    return quads.count > 0 && !view.still;
  }

  /** One dash a link. */
  writeSingle({ picture, nodes }, list) {
    const { quads } = this;
    const { xy } = picture.places;
    const at = end => (end < picture.nodes ? [nodes.place[4 * end + 2], nodes.place[4 * end + 3]] : [xy[2 * end], xy[2 * end + 1]]);
    let n = 0;
    for (const [link, { strength, at: told, f }] of list) {
      const [a, b] = f < 0 ? [picture.target[link], picture.source[link]] : [picture.source[link], picture.target[link]];
      if (a === b) continue;
      quads.ends.set([...at(a), ...at(b)], 4 * n);
      quads.told.set([strength, ((link * 2654435761) % 1000) / 1000, shaderTime(told), 1.1 + 1.1 * strength], 4 * n);
      n++;
    }
    return n;
  }

  /** Far away single flows are dust: those between two circles become one bridge between their rims. */
  writeBridges(picture, list) {
    const { quads } = this;
    const { home, circle } = picture.places;
    const bridges = new Map();
    const of = end => (end < picture.nodes ? home[end] : end - picture.nodes);
    for (const [link, { strength, at: told }] of list) {
      const a = of(picture.source[link]);
      const b = of(picture.target[link]);
      if (a === b) continue;
      const key = a * (picture.subs + 1) + b;
      const bridge = bridges.get(key) ?? { a, b, strength: 0, told: 0 };
      bridge.strength += strength;
      bridge.told = Math.max(bridge.told, told);
      bridges.set(key, bridge);
    }
    let n = 0;
    const loud = [...bridges.values()].sort((x, y) => y.strength - x.strength).slice(0, BRIDGES);
    for (const { a, b, strength, told } of loud) {
      const dx = circle[3 * b] - circle[3 * a];
      const dy = circle[3 * b + 1] - circle[3 * a + 1];
      const d = Math.hypot(dx, dy) || 1;
      quads.ends.set([
        circle[3 * a] + (dx / d) * circle[3 * a + 2] * 0.7, circle[3 * a + 1] + (dy / d) * circle[3 * a + 2] * 0.7,
        circle[3 * b] - (dx / d) * circle[3 * b + 2] * 0.7, circle[3 * b + 1] - (dy / d) * circle[3 * b + 2] * 0.7,
      ], 4 * n);
      quads.told.set([Math.min(1, 0.35 + strength / 4), ((a * 31 + b * 17) % 100) / 100, shaderTime(told), Math.min(8, 1 + strength)], 4 * n);
      n++;
    }
    return n;
  }

  dispose() {
    this.quads.dispose();
  }
}
