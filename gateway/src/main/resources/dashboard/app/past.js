// What workers remember of the time before this page looked, asked for once a citizen or picture.

const METRICS = { e: 'energy', active: 'active', flips: 'flips', p50: 'tick_ms', rho: 'sigma' };
const HOUR_SECONDS = 3600;
const CARD_SECONDS = 60;

export class Past {
  /** @param {(citizen, command, args) => Promise} ask @param {() => void} renewed told when there is more to draw */
  constructor(ask, renewed) {
    this.ask = ask;
    this.renewed = renewed;
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

  /** The last hour of every chart. */
  async fill(citizen) {
    if (citizen.prefilled === citizen.picture.epoch) return;
    citizen.prefilled = citizen.picture.epoch;
    const columns = {};
    try {
      for (const [name, metric] of Object.entries(METRICS)) columns[name] = await this.ask(citizen, 'history', { metric, seconds: HOUR_SECONDS });
    } catch {
      return; // an engine that keeps no history leaves the charts to what is seen from now on
    }
    citizen.series.prefill(columns);
    this.renewed();
  }
}
