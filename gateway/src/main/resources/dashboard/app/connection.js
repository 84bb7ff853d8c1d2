// The socket to the gateway: sub-protocol `mind.v1`, one JSON object a text frame.
//
// It keeps what the page watches and where in each citizen's stream it stands, so that after a break it asks to go on
// from there. A hole in the numbers is never passed over: the citizen is subscribed anew, without a position, and the
// gateway answers with a snapshot.

const TOPICS = ['delta', 'subs', 'flips', 'flows', 'frame', 'wm', 'stimulus', 'reset'];
const STORIES = [
  'emergence.*', 'subentity.flip', 'subentity.lifecycle', 'state_modulation.frame', 'criticality.state',
  'tier.link.strengthened', 'rich_club.*', 'integration_metrics.*', 'phenomenological_health', 'wm.selected',
  'stride.exec', 'mode.metastable_pattern', 'weights.updated', 'membership.updated', 'graph.delta.*',
  'stimulus.injection.debug', 'tick_frame_v1', 'wm.emit',
];
const REPLAYED = ['delta', 'subs', 'flips', 'flows', 'stimulus'];
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const SILENCE_MS = 12_000; // the gateway tells every client lifecycles once a second
const COMMAND_MS = 8_000;  // the gateway gives up on a worker after 5 s and says so
const PENDING_COMMANDS = 64;

/** Where the page's gateway is: its own host, or `?gateway=` where the page is served by somebody else. */
export function gatewayUrl(location, servedByGateway) {
  const wanted = new URLSearchParams(location.search).get('gateway');
  if (wanted && !servedByGateway) return { url: /\/ws$/.test(wanted) ? wanted : `${wanted.replace(/\/+$/, '')}/ws`, own: false };
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return { url: `${scheme}//${location.host}/ws`, own: true };
}

/** The token handed over as `#token=…`, taken out of the address before anybody can copy it; empty if there is none. */
export function takeToken(location, history) {
  const hash = new URLSearchParams(location.hash.slice(1));
  const token = hash.get('token') ?? '';
  if (token) {
    hash.delete('token');
    history.replaceState(null, '', `${location.pathname}${location.search}#${hash}`);
  }
  return token;
}

/** One gateway, reconnected to for as long as the page lives; tells what it hears through `hear`. */
export class Connection {
  /**
   * @param {string} url the socket's address
   * @param {string} token bearer token sent as first message; empty for none
   * @param {(message: object) => void} hear each message that concerns the picture, in order
   * @param {(state: object) => void} tell how the connection is, at each change
   */
  constructor(url, token, hear, tell) {
    this.url = url;
    this.token = token;
    this.hear = hear;
    this.tell = tell;
    this.watched = new Map();   // graph -> {stories, maxHz}
    this.positions = new Map(); // graph -> {epoch, to}
    this.pending = new Map();   // command id -> {resolve, reject, timer}
    this.nextCommand = 1;
    this.asked = new Map();     // graph -> {resolve, timer}: what it told earlier
    this.failures = 0;
    this.state = { word: 'connecting', reason: '', retryAt: 0, lag: null, lagAt: 0, bytes: 0 };
  }

  start() {
    this.open();
    this.watchdog = setInterval(() => this.look(), 1000);
  }

  close() {
    clearInterval(this.watchdog);
    clearTimeout(this.retry);
    this.socket?.close(1000);
  }

  /** Watches exactly these graphs; `stories` asks for the rarer events too. Repeating it costs nothing. */
  watch(wanted) {
    const wantedGraphs = new Set(wanted.map(w => w.graph));
    const gone = [...this.watched.keys()].filter(graph => !wantedGraphs.has(graph));
    for (const graph of gone) this.watched.delete(graph);
    if (gone.length) this.send({ type: 'unsubscribe', citizens: gone });
    for (const { graph, stories, maxHz } of wanted) {
      const before = this.watched.get(graph);
      if (before && before.stories === stories && before.maxHz === maxHz) continue;
      this.watched.set(graph, { stories, maxHz });
      this.subscribe(graph);
    }
  }

  /** Asks a citizen's worker; resolves with the reply's result, rejects with its one line. */
  command(graph, command, args = {}) {
    if (this.state.word !== 'live') return Promise.reject(new Error('Not connected to the gateway; try again in a moment'));
    if (this.pending.size >= PENDING_COMMANDS) return Promise.reject(new Error('Too many questions at once; wait a moment'));
    const id = `p${this.nextCommand++}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new Error(`No answer to "${command}" within ${COMMAND_MS / 1000} s`));
      }, COMMAND_MS);
      this.pending.set(id, { resolve, reject, timer });
      this.send({ type: 'command', id, citizen: graph, command, args });
    });
  }

  /** What a watched citizen told before seq `before`, as far as the gateway still has it; the nearest part of it. */
  recent(graph, epoch, before) {
    if (this.state.word !== 'live' || this.asked.has(graph)) return Promise.resolve(null);
    return new Promise(resolve => {
      const timer = setTimeout(() => this.answered(graph, null), COMMAND_MS);
      this.asked.set(graph, { resolve, timer });
      this.send({ type: 'recent', citizen: graph, epoch, before, topics: REPLAYED });
    });
  }

  answered(graph, message) {
    const asked = this.asked.get(graph);
    if (!asked) return;
    this.asked.delete(graph);
    clearTimeout(asked.timer);
    asked.resolve(message);
  }

  /** Forgets where the stream of a citizen stands and asks for its picture anew. */
  anew(graph) {
    this.positions.delete(graph);
    if (!this.watched.has(graph)) return;
    this.send({ type: 'unsubscribe', citizens: [graph] }); // subscribing twice changes nothing and brings no snapshot
    this.subscribe(graph);
  }

  subscribe(graph) {
    const { stories, maxHz } = this.watched.get(graph);
    const at = this.positions.get(graph);
    const message = { type: 'subscribe', citizens: [graph], topics: stories ? [...TOPICS, ...STORIES] : TOPICS, max_hz: maxHz };
    if (at) message.from = { [graph]: { epoch: at.epoch, seq: at.to } };
    this.send(message);
  }

  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  open() {
    this.change({ word: 'connecting', reason: '' });
    let socket;
    try {
      socket = new WebSocket(this.url, 'mind.v1');
    } catch (problem) {
      this.change({ word: 'ended', reason: `"${this.url}" is no socket address: ${problem.message}` });
      return;
    }
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onopen = () => {
      if (this.token) this.send({ type: 'auth', token: this.token });
    };
    socket.onmessage = event => {
      if (socket !== this.socket) return;
      this.heardAt = Date.now();
      this.take(event.data);
    };
    socket.onclose = event => {
      if (socket !== this.socket) return;
      this.socket = null;
      this.lost(event);
    };
  }

  lost({ code, reason }) {
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(new Error('The connection broke before the answer came'));
    }
    this.pending.clear();
    for (const graph of [...this.asked.keys()]) this.answered(graph, null);
    if (code >= 4400 && code < 4500 && code !== 4408) {
      this.change({ word: 'ended', reason: reason || (code === 4401 ? 'A token is needed: open the page with #token=…' : `Refused (${code})`) });
      return;
    }
    const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures++);
    const wait = grown * (0.5 + Math.random() / 2);
    this.change({ word: 'waiting', reason: reason || (code === 1012 ? 'The gateway restarts' : ''), retryAt: Date.now() + wait });
    this.retry = setTimeout(() => this.open(), wait);
  }

  /** Once a second: a socket that says nothing for too long is given up; a lag told long ago is over. */
  look() {
    const silent = Date.now() - this.heardAt;
    if (this.socket && silent > SILENCE_MS) {
      const dead = this.socket;
      this.socket = null;
      dead.close();
      this.lost({ code: 1006, reason: `Nothing heard for ${Math.round(silent / 1000)} s` });
    } else if (silent > SILENCE_MS / 3) {
      this.send({ type: 'ping', t: Date.now() });
    }
    if (this.state.lag && Date.now() - this.state.lagAt > 2500) this.change({ lag: null });
  }

  take(text) {
    this.state.bytes += text.length;
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return; // the gateway sends whole JSON objects only; anything else is not for us
    }
    switch (message.type) {
      case 'welcome':
        this.failures = 0;
        this.hear(message);
        this.change({ word: 'live', reason: '', lag: null });
        for (const graph of this.watched.keys()) this.subscribe(graph);
        break;
      case 'reply': {
        const asked = this.pending.get(message.id);
        if (!asked) break;
        this.pending.delete(message.id);
        clearTimeout(asked.timer);
        if (message.ok) asked.resolve(message.result);
        else asked.reject(new Error(message.error || `Refused (${message.code})`));
        break;
      }
      case 'recent':
        this.answered(message.citizen, message);
        break;
      case 'lag':
        this.change({ lag: message, lagAt: Date.now() });
        break;
      case 'error':
        this.change({ reason: message.error ?? '' });
        break;
      case 'pong':
        break;
      case 'subscribed':
        if (!message.recovered) this.positions.delete(message.citizen);
        this.hear(message);
        break;
      case 'snapshot':
        // a position is one of a whole picture: resuming from a part of one would leave it a part
        if (message.part + 1 === message.parts) this.positions.set(message.citizen, { epoch: message.epoch, to: message.seq });
        else this.positions.delete(message.citizen);
        this.hear(message);
        break;
      case 'gap':
        this.positions.delete(message.citizen);
        this.hear(message);
        break;
      case 'events':
      case 'to':
        this.follow(message);
        break;
      default:
        this.hear(message);
    }
  }

  /** Passes on what follows the position; drops what came twice; takes a hole as the reason to start anew. */
  follow(message) {
    if (!this.watched.has(message.citizen)) return;
    const at = this.positions.get(message.citizen);
    if (!at) {
      this.hear(message); // between `subscribed` and the snapshot: whoever draws keeps it until then
      return;
    }
    if (message.epoch === at.epoch && message.to <= at.to) return;
    if (message.epoch !== at.epoch || message.from > at.to + 1) {
      this.anew(message.citizen);
      return;
    }
    at.to = message.to;
    if (message.type === 'events') this.hear(message);
  }

  change(difference) {
    Object.assign(this.state, difference);
    this.tell(this.state);
  }
}
