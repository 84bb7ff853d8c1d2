// The last minute once more, with a bar to scrub along; and the difference between now and a minute ago.

import { el, say, mark } from '../dom.js';
import { level } from '../state/picture.js';
import { FLOWS } from '../state/citizen.js';

const BACK_MS = 60_000;
const DIFFERENCE_MS = 1000;

export class Replay {
  constructor(root, stage, page) {
    Object.assign(this, { root, stage, page });
    this.on = false;
    this.play = el('button', { type: 'button', text: '❚❚', 'aria-label': 'Pause', onclick: () => this.toggle() });
    this.bar = el('input', { type: 'range', min: '0', max: '1000', step: '1', 'aria-label': 'Time, last minute', oninput: () => this.scrub() });
    this.time = el('span');
    this.close = el('button', { type: 'button', text: 'live', onclick: () => this.stop() });
    root.append(this.play, this.bar, this.time, this.close);
  }

  /** Starts at the oldest moment that is remembered, at most a minute ago. */
  start(citizen) {
    const { recorder, picture } = citizen;
    if (!picture?.complete || !recorder.length) {
      this.page.speak('Nothing is remembered yet');
      return;
    }
    this.on = true;
    this.citizen = citizen;
    this.picture = picture;
    this.end = recorder.latest;
    this.from = Math.min(this.end, Math.max(recorder.oldest, this.end - BACK_MS));
    this.at = this.from;
    this.playing = !this.stage.still;
    this.tickedAt = performance.now();
    this.scene = this.stage.sceneOf(citizen);
    this.scene.shown = {
      e: new Float32Array(picture.nodes), subE: new Float32Array(picture.subs), flips: [],
      flows: { link: new Uint32Array(FLOWS), f: new Float32Array(FLOWS), n: 0, at: 0, version: 0 },
    };
    this.scene.flows.renew();
    this.scene.mode = 'energy';
    this.root.hidden = false;
    mark(document.documentElement, 'data-replay', 'on');
    this.show();
    this.bar.focus();
  }

  stop() {
    if (!this.on) return;
    this.on = false;
    this.scene.shown = null;
    this.scene.energyVersion = -1;
    this.scene.flows.renew();
    this.root.hidden = true;
    mark(document.documentElement, 'data-replay', null);
    this.stage.dirty();
  }

  toggle() {
    this.playing = !this.playing;
    if (this.playing && this.at >= this.end - 200) this.at = this.from;
    this.tickedAt = performance.now();
    this.show();
  }

  scrub() {
    this.playing = false;
    this.at = this.from + ((this.end - this.from) * Number(this.bar.value)) / 1000;
    this.show();
  }

  /** Called each frame: moves along while playing; true while it does. */
  frame(now) {
    if (!this.on) return false;
    if (this.citizen.picture !== this.picture) {
      this.stop();
      return false;
    }
    if (!this.playing) return false;
    if (now - this.tickedAt < 60) return true;
    const before = this.at;
    this.at = Math.min(this.end, this.at + now - this.tickedAt);
    this.pass(before, this.at);
    this.tickedAt = now;
    if (this.at >= this.end) this.playing = false;
    this.show();
    return this.playing;
  }

  /** What happened between two moments that are played: flips as rings, flows as they were told. */
  pass(before, at) {
    const { recorder } = this.citizen;
    const { shown } = this.scene;
    const now = performance.now();
    for (let k = recorder.firstAfter(before); k < recorder.next && recorder.timeOf(k) <= at; k++) {
      const kind = recorder.kindOf(k);
      const n = recorder.rowsOf(k);
      if (kind === 'flips') {
        for (let j = 0; j < n; j++) shown.flips.push({ i: recorder.index[recorder.place(k, j)], d: recorder.value[recorder.place(k, j)], at: now });
      } else if (kind === 'flows') {
        const { flows } = shown;
        flows.n = Math.min(FLOWS, n);
        for (let j = 0; j < flows.n; j++) {
          flows.link[j] = recorder.index[recorder.place(k, j)];
          flows.f[j] = recorder.value[recorder.place(k, j)];
        }
        flows.at = now;
        flows.version++;
      }
    }
  }

  show() {
    const { recorder } = this.citizen;
    recorder.energiesAt(this.at, this.scene.shown.e, this.scene.shown.subE);
    this.scene.energyVersion = -1;
    this.bar.value = String(Math.round((1000 * (this.at - this.from)) / Math.max(1, this.end - this.from)));
    say(this.time, `−${((this.end - this.at) / 1000).toFixed(1)} s`);
    mark(this.bar, 'aria-valuetext', `${((this.end - this.at) / 1000).toFixed(0)} seconds ago`);
    say(this.play, this.playing ? '❚❚' : '▶');
    mark(this.play, 'aria-label', this.playing ? 'Pause' : 'Play');
    this.stage.dirty();
  }
}

/** Energy now against a minute ago: what rose in one colour, what fell in another. */
export class Difference {
  constructor(stage) {
    this.stage = stage;
    this.drawnAt = 0;
  }

  set(citizen, on) {
    const scene = this.stage.sceneOf(citizen);
    scene.mode = on ? 'difference' : 'energy';
    scene.difference = on ? new Float32Array(citizen.picture?.nodes ?? 0) : null;
    scene.energyVersion = -1;
    this.citizen = on ? citizen : null;
    this.drawnAt = 0;
    this.stage.dirty();
  }

  /** Seconds back that are compared with; 0 if nothing is remembered. */
  draw() {
    const { citizen } = this;
    const { picture } = citizen ?? {};
    if (!picture?.complete) return 0;
    const { recorder } = citizen;
    if (!recorder.length) return 0;
    const { latest } = recorder;
    const then = Math.max(recorder.oldest, latest - BACK_MS);
    if (performance.now() - this.drawnAt > DIFFERENCE_MS) {
      this.drawnAt = performance.now();
      if (this.before?.e.length !== picture.nodes || this.before.subE.length !== picture.subs) {
        this.before = { e: new Float32Array(picture.nodes), subE: new Float32Array(picture.subs) };
      }
      const scene = this.stage.sceneOf(citizen);
      if (scene.difference?.length !== picture.nodes) scene.difference = new Float32Array(picture.nodes);
      if (recorder.energiesAt(then, this.before.e, this.before.subE)) {
        for (let i = 0; i < picture.nodes; i++) scene.difference[i] = 1.6 * (level(picture.e[i], picture.t[i]) - level(this.before.e[i], picture.t[i]));
      } else scene.difference.fill(0);
      scene.energyVersion = -1;
      this.stage.dirty();
    }
    return Math.max(0, Math.round((latest - then) / 1000));
  }
}
