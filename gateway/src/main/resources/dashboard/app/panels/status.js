// The header's words: which citizen, how much of it, how the connection is; nothing there is prettier than it is.

import { say, mark } from '../dom.js';
import { count, several } from '../format.js';

/** The connection as {shape, word, tone}. */
function linkState(connection, citizen, stage, now = Date.now()) {
  switch (connection.word) {
    case 'live': {
      const { lag } = connection;
      const merged = lag ? lag.merged ?? 0 : 0;
      if (lag && (merged > 0 || lag.dropped > 0 || lag.behind_ms > 500)) {
        const parts = [`behind ${((lag.behind_ms ?? 0) / 1000).toFixed(1)} s`];
        if (merged) parts.push(`${several(merged, 'event')} merged`);
        if (lag.dropped) parts.push(`${count(lag.dropped)} dropped`);
        return { shape: '◐', word: parts.join(', '), tone: 'waiting' };
      }
      if (!citizen?.live) return { shape: '●', word: 'connected', tone: 'live' };
      const stale = citizen.staleSeconds(now);
      if (stale) return { shape: '◍', word: `stale ${stale} s`, tone: 'waiting' };
      if (citizen.frozen) return { shape: '❚❚', word: 'frozen', tone: 'waiting' };
      const { hz } = citizen.seen;
      const told = citizen.frame?.hz ?? citizen.status?.measuredHz ?? 0;
      const rate = hz > 0 && hz < told * 0.75 ? `you see ${hz < 1 ? hz.toFixed(1) : hz.toFixed(0)} of ${told.toFixed(0)} Hz` : `live ${told.toFixed(1)} Hz`;
      return { shape: '●', word: `${rate}${citizen.merged ? `, ${several(citizen.merged, 'event')} merged` : ''}${stage.surface.reduced ? ' · reduced' : ''}`, tone: 'live' };
    }
    case 'waiting': {
      const s = Math.max(0, Math.ceil((connection.retryAt - now) / 1000));
      return { shape: '▲', word: `${connection.reason ? `${connection.reason}; ` : ''}reconnecting in ${s} s`, tone: 'wrong' };
    }
    case 'ended': return { shape: '✕', word: connection.reason, tone: 'wrong' };
    default: return { shape: '◌', word: 'connecting', tone: 'waiting' };
  }
}

export class Status {
  constructor({ where, counts, link }) {
    Object.assign(this, { where, counts, link });
  }

  draw(citizen, six, connection, stage) {
    if (six) {
      say(this.where, 'all citizens');
      const views = stage.views.map(v => v.citizen.picture).filter(Boolean);
      say(this.counts, views.length ? `${count(views.reduce((n, p) => n + p.nodes, 0))} nodes · ${count(views.reduce((n, p) => n + p.links + p.memberships, 0))} links` : '');
    } else {
      say(this.where, citizen ? citizen.graph.replace(/_([^_]*)$/, ' / $1') : '');
      const p = citizen?.picture;
      say(this.counts, p ? `${count(p.nodes)} nodes · ${count(p.links + p.memberships)} links · ${count(p.subs)} subentities` : '');
    }
    const { shape, word, tone } = linkState(connection, six ? stage.views[0]?.citizen : citizen, stage);
    say(this.link, `${shape} ${word}`);
    mark(this.link, 'class', `state ${tone}`);
    mark(this.link, 'title', stage.surface.reduced ? 'This machine draws slowly: fewer frames, no flights' : null);
    mark(document.documentElement, 'data-link', connection.word);
  }
}
