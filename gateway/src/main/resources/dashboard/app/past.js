// What workers and the gateway remember of the time before this page looked, asked for once a citizen or picture.

const METRICS = { e: 'energy', active: 'active', flips: 'flips', p50: 'tick_ms', rho: 'sigma' };
const HOUR_SECONDS = 3600;
const CARD_SECONDS = 60;
const MOST_ANSWERS = 40; // of at most 256 KiB: more than the gateway keeps

export class Past {
  /**
   * @param {(citizen, command, args) => Promise} ask a worker
   * @param {(graph, epoch, before) => Promise} recent asks the gateway
   * @param {() => void} renewed told when there is more to draw
   * @param {() => number} now by the workers' clock, ms
   */
  constructor(ask, recent, renewed, now) {
    this.ask = ask;
    this.recent = recent;
    this.renewed = renewed;
    this.now = now;
  }

  /** The last minute of energy, for the card of a citizen that nobody has opened. */
  async sketch(citizen) {
    if (citizen.sketched || !citizen.live) return;
    citizen.sketched = true;
    try {
      citizen.series.prefill({ e: await this.ask(citizen, 'history', { metric: 'energy', seconds: CARD_SECONDS }) });
    } catch {
      return; // its line then begins now
    }
    this.renewed();
  }

  /** What the gateway still has of the last minute, put before what was recorded here. */
  async earlier(citizen) {
    const { picture, recorder } = citizen;
    if (!picture?.complete || picture.earlierAsked) return;
    picture.earlierAsked = true;
    const parts = [];
    let before = picture.seq + 1;
    for (let n = 0; n < MOST_ANSWERS; n++) {
      const told = await this.recent(citizen.graph, picture.epoch, before);
      if (!told || told.from > told.to) break;
      parts.unshift(told.events);
      before = told.from;
      if (told.events.length && told.events[0].t_ms < this.now() - recorder.keptMs) break;
    }
    if (citizen.picture !== picture || !recorder.keyframes.length) return;
    const { e, subE } = recorder.keyframes[0];
    recorder.before(parts.flat(), e.slice(), subE.slice());
    this.renewed();
  }

  /** The last hour of every chart. */
  async fill(citizen) {
    if (citizen.prefilled === citizen.picture.epoch) return;
    citizen.prefilled = citizen.picture.epoch;
    const names = Object.keys(METRICS);
    const answers = await Promise.allSettled(names.map(name => this.ask(citizen, 'history', { metric: METRICS[name], seconds: HOUR_SECONDS })));
    const known = names.map((name, k) => [name, answers[k].value]).filter(([, told]) => told);
    citizen.series.prefill(Object.fromEntries(known)); // where an engine keeps none, charts begin with what is seen from now on
    this.renewed();
  }
}
