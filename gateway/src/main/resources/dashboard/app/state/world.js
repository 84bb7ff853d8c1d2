// All that the page knows: the citizens in the gateway's order, their states, their pictures, what they told.
//
// Messages of the gateway come in at `hear`; panels and drawing read the fields and are told by `on(kind, listener)`
// that something changed. Kinds: fleet, life, picture, placed, energy, frame, wm, log, story.

import { Citizen, FLOWS, LIVE } from './citizen.js';
import { tellStory } from './stories.js';
import { Picture } from './picture.js';
import { readStatus } from './status.js';
import { place } from '../places/layout.js';
import { keepPlaces } from '../places/keep.js';
import { Grid } from '../places/near.js';
import { Steps } from '../steps.js';
import { amount, words, count } from '../format.js';

const LOG_LINES = 500;
const HELD_EVENTS = 2_000;
const ABSENT_MS = 30_000;

export class World {
  constructor() {
    this.citizens = new Map();
    this.order = [];
    this.looking = true;
    this.reason = '';
    this.listedAt = Infinity; // since when the gateway knows whom there is
    this.listeners = new Map();
    this.skew = 0; // gateway's clock minus ours, ms
    this.steps = new Steps();
  }

  on(kind, listener) {
    const all = this.listeners.get(kind) ?? [];
    all.push(listener);
    this.listeners.set(kind, all);
  }

  tell(kind, citizen, body) {
    for (const listener of this.listeners.get(kind) ?? []) listener(citizen, body);
  }

  /** The time by the gateway's clock, which is the workers' too: what is kept beside their events goes by it. */
  now() {
    return Date.now() + this.skew;
  }

  welcome({ time_ms: time }) {
    if (Number.isFinite(time)) this.skew = time - Date.now();
  }

  get(graph) {
    return this.citizens.get(graph);
  }

  /** For how long the gateway has known whom there is; negative while it is looking. */
  listedMs() {
    return performance.now() - this.listedAt;
  }

  /** By short name, any case, or graph name. */
  named(name) {
    const wanted = String(name).toLowerCase();
    return this.order.find(c => c.name.toLowerCase() === wanted || c.graph.toLowerCase() === wanted);
  }

  hear(message) {
    switch (message.type) {
      case 'welcome': return this.welcome(message);
      case 'fleet': return this.fleet(message);
      case 'lifecycle': return this.lifecycle(message);
      case 'subscribed': return this.subscribed(message);
      case 'snapshot': return this.snapshot(message);
      case 'gap': return this.gap(message);
      case 'events': return this.events(message);
      default: return undefined;
    }
  }

  fleet({ looking, reason, citizens }) {
    this.looking = looking;
    this.listedAt = looking ? Infinity : Math.min(this.listedAt, performance.now());
    this.reason = reason ?? '';
    const order = [];
    for (const seen of citizens) {
      let citizen = this.citizens.get(seen.graph);
      if (!citizen) {
        citizen = new Citizen(seen.graph, seen.citizen, seen.level);
        this.citizens.set(seen.graph, citizen);
      }
      citizen.restarts = seen.restarts ?? 0;
      citizen.nextTryMs = seen.next_try_ms ? seen.next_try_ms - this.skew : null; // by our clock
      this.enter(citizen, seen.state, seen.reason ?? '', seen.percent ?? null);
      citizen.absentSince = 0;
      order.push(citizen);
    }
    // a gateway that has just started may not have heard of everybody yet: who is missing stays for a while
    for (const citizen of this.order) {
      if (order.includes(citizen)) continue;
      citizen.absentSince ||= Date.now();
      if (looking || Date.now() - citizen.absentSince < ABSENT_MS) order.push(citizen);
      else this.citizens.delete(citizen.graph);
    }
    this.order = order;
    this.tell('fleet');
  }

  lifecycle(message) {
    let citizen = this.citizens.get(message.citizen);
    if (!citizen) {
      citizen = new Citizen(message.citizen, message.status?.citizen ?? message.citizen, message.status?.level ?? 'N1');
      this.citizens.set(message.citizen, citizen);
      this.order = [...this.order, citizen];
      this.tell('fleet');
    }
    citizen.silentMs = message.silent_ms ?? 0;
    citizen.lifeAt = Date.now();
    if (message.status) {
      citizen.status = readStatus(message.status);
      if (LIVE.has(message.state)) citizen.series.status(this.now(), citizen.status);
    }
    this.enter(citizen, message.state, message.reason ?? '', message.percent ?? null);
    this.tell('life', citizen);
  }

  enter(citizen, state, reason, percent) {
    const before = citizen.state;
    // percent never falls within one start: fleet file and worker tell it at different moments
    citizen.percent = percent === null ? null : before === state ? Math.max(percent, citizen.percent ?? 0) : percent;
    citizen.reason = reason;
    if (before === state) return;
    citizen.state = state;
    citizen.since = Date.now();
    if (before !== 'unknown' || citizen.logged) {
      this.note(citizen, this.now(), 'lifecycle', `${state}${reason ? `: ${reason}` : ''}`);
      citizen.series.mark(this.now(), 'lifecycle', state);
    }
  }

  subscribed(message) {
    const citizen = this.citizens.get(message.citizen);
    if (!citizen) return;
    citizen.held = [];
    citizen.incoming = null;
    citizen.awaiting = !message.recovered;
  }

  gap(message) {
    const citizen = this.citizens.get(message.citizen);
    if (!citizen) return;
    citizen.awaiting = true;
    citizen.held = [];
    this.note(citizen, this.now(), 'connection', `gap: ${message.reason}; the picture is taken anew`);
  }

  snapshot({ citizen: graph, epoch, seq, part, body }) {
    const citizen = this.citizens.get(graph);
    if (!citizen) return;
    if (part === 0) {
      citizen.incoming = new Picture(body, epoch, seq);
      citizen.awaiting = true;
      if (!citizen.picture) {
        citizen.picture = citizen.incoming;
        this.tell('picture', citizen);
      }
    }
    const picture = citizen.incoming;
    if (!picture) return;
    if (part > 0) picture.take(body);
    picture.heardAt = performance.now();
    if (!picture.placing && picture.placeable) {
      picture.placing = true;
      this.steps.add(() => this.place(citizen, picture), () => citizen.incoming === picture);
    }
    this.grow(citizen, picture);
  }

  /** Finds places for a picture's nodes, a step at a time; parts may come meanwhile. */
  *place(citizen, picture) {
    picture.indexMembers();
    yield;
    const before = citizen.picture?.complete ? citizen.picture : null;
    const places = (before && (yield* keepPlaces(picture, before))) ?? (yield* place(picture));
    const grid = new Grid(places.xy, picture.nodes, places.radius);
    yield;
    Object.assign(picture, { places, grid });
    this.grow(citizen, picture);
  }

  /** Lays a picture out anew, as if nothing of it had been seen before. */
  repack(citizen) {
    const { picture } = citizen;
    this.steps.add(() => this.placeAnew(citizen, picture), () => citizen.picture === picture && picture.complete);
  }

  *placeAnew(citizen, picture) {
    const places = yield* place(picture);
    const grid = new Grid(places.xy, picture.nodes, places.radius);
    Object.assign(picture, { places, grid });
    this.tell('placed', citizen);
  }

  /** More of a picture is there; once all of it is, it takes the place of the earlier one and the events go on. */
  grow(citizen, picture) {
    if (!picture.places || picture.haveLinks < picture.links) {
      if (citizen.picture === picture) this.tell('picture', citizen);
      return;
    }
    const { epoch, seq } = picture;
    picture.indexLinks();
    citizen.incoming = null;
    citizen.awaiting = false;
    citizen.picture = picture;
    citizen.recorder.clear();
    citizen.recorder.keyframe(this.now(), picture.e, picture.subE); // what the events follow on
    citizen.flows.n = 0;
    citizen.flows.version++;
    this.tell('picture', citizen);
    const held = citizen.held;
    citizen.held = [];
    for (const message of held) if (message.to > seq || message.epoch !== epoch) this.events(message);
  }

  events(message) {
    const citizen = this.citizens.get(message.citizen);
    if (!citizen) return;
    if (citizen.awaiting) {
      if (citizen.held.length < HELD_EVENTS) citizen.held.push(message);
      return;
    }
    const { picture } = citizen;
    if (!picture) return;
    citizen.heardAt = performance.now();
    citizen.merged = message.merged ?? 0;
    for (const event of message.events) this.event(citizen, picture, event);
    this.tell('energy', citizen);
  }

  event(citizen, picture, { type, t_ms: t, body }) {
    switch (type) {
      case 'delta':
        picture.delta(body, citizen.eased());
        citizen.easedFrom = performance.now();
        citizen.recorder.record(t, type, body, picture);
        break;
      case 'subs':
        picture.subDelta(body);
        citizen.recorder.record(t, type, body, picture);
        break;
      case 'flips':
        this.flipped(citizen, picture, t, body);
        citizen.recorder.record(t, type, body, picture);
        break;
      case 'flows':
        this.flowed(citizen, picture, body);
        citizen.recorder.record(t, type, body, picture);
        break;
      case 'frame':
        citizen.frame = body;
        citizen.frameAt = t;
        citizen.series.frame(t, body);
        citizen.seen.count(performance.now());
        this.tell('frame', citizen);
        break;
      case 'wm':
        this.remembered(citizen, picture, t, body);
        break;
      case 'stimulus':
        this.note(citizen, t, 'stimulus', `${body.text || body.id} → ${count(body.i?.length ?? 0)} nodes, +${amount(body.added ?? 0)}`, { node: body.i?.[0], stimulus: body.id });
        citizen.series.mark(t, 'stimulus', body.text ?? '');
        for (let j = 0; j < (body.i?.length ?? 0) && j < 8; j++) citizen.flips.push({ i: body.i[j], d: body.d?.[j] ?? 1, at: performance.now(), stimulus: true });
        this.tell('stimulus', citizen, body);
        break;
      case 'reset':
        this.note(citizen, t, 'connection', `picture taken anew: ${body.reason ?? ''}`);
        this.tell('reset', citizen);
        break;
      default:
        tellStory(this, citizen, picture, t, type, body);
    }
  }

  flipped(citizen, picture, t, { i, d, n }) {
    const now = performance.now();
    let loudest = -1;
    for (let j = 0; j < i.length; j++) {
      const at = i[j];
      if (!(at < picture.nodes)) continue;
      picture.flippedAt[at] = Date.now();
      picture.flippedBy[at] = d[j];
      citizen.flips.push({ i: at, d: d[j], at: now });
      if (loudest < 0 || Math.abs(d[j]) > Math.abs(d[loudest])) loudest = j;
    }
    if (citizen.flips.length > 256) citizen.flips.splice(0, citizen.flips.length - 256);
    if (loudest >= 0) {
      const more = (n ?? i.length) - 1;
      const word = d[loudest] > 0 ? 'on' : 'off';
      this.note(citizen, t, 'flip', `${word} · ${picture.name[i[loudest]]}${more > 0 ? ` and ${count(more)} more` : ''}`, { node: i[loudest] });
    }
  }

  flowed(citizen, picture, { l, f }) {
    const { flows } = citizen;
    const n = Math.min(FLOWS, l.length);
    let kept = 0;
    for (let j = 0; j < n; j++) {
      if (!(l[j] < picture.links)) continue;
      flows.link[kept] = l[j];
      flows.f[kept++] = f[j];
    }
    flows.n = kept;
    flows.at = performance.now();
    flows.version++;
  }

  remembered(citizen, picture, t, { s, share }) {
    const now = performance.now();
    const before = new Set(citizen.wm.subs);
    const after = new Set(s);
    const first = !citizen.wm.at;
    for (const sub of s) {
      if (!before.has(sub) && !first) {
        citizen.wm.entered.set(sub, now);
        this.note(citizen, t, 'memory', `${words(picture.subName[sub] ?? '')} entered memory`, { sub });
      }
    }
    for (const sub of before) {
      if (!after.has(sub)) {
        citizen.wm.entered.delete(sub);
        citizen.wm.left = [{ sub, at: now }, ...citizen.wm.left.filter(x => x.sub !== sub)].slice(0, 3);
        this.note(citizen, t, 'memory', `${words(picture.subName[sub] ?? '')} left memory`, { sub });
      }
    }
    citizen.wm.left = citizen.wm.left.filter(x => !after.has(x.sub));
    citizen.wm.subs = s;
    citizen.wm.share = share;
    citizen.wm.at = now;
    this.tell('wm', citizen);
  }

  note(citizen, t, kind, text, target = {}) {
    citizen.log.push({ n: citizen.logged++, t, kind, text, ...target });
    if (citizen.log.length > LOG_LINES) citizen.log.shift();
    this.tell('log', citizen);
  }
}
