// Measures keepers of processes from outside, each by the same service: a shell that writes its pid and becomes sleep.
'use strict';
const { execFileSync, spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');

const [root, what = 'all'] = process.argv.slice(2);
if (!['keepers', 'system', 'small', 'all'].includes(what)) {
  console.error(`bench: unknown part "${what}"; use keepers, system, small or all`);
  process.exit(2);
}
const kills = Number(process.env.KILLS ?? 15);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mind-bench-'));
const mind = path.join(root, 'scripts/mind');
const cleanups = [];

const now = () => Number(process.hrtime.bigint()) / 1e6;
const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

/** Looks ten times a millisecond and sleeps in between: one that spins takes a core from those it measures. */
function until(description, condition, limitMs = 30_000, stepMs = 0.1) {
  const end = now() + limitMs;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (now() > end) throw new Error(`${description} took longer than ${limitMs / 1000} s`);
    pause(stepMs);
  }
}

function memoryMiB(pid, field) {
  const line = read(`/proc/${pid}/smaps_rollup`).split('\n').find((entry) => entry.startsWith(field));
  return line ? Number(line.replace(/\D/g, '')) / 1024 : NaN;
}

function run(command, args, environment = {}) {
  return execFileSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The service all keepers keep. */
function script(name) {
  const pidFile = path.join(folder, `${name}-service.pid`);
  const file = path.join(folder, `${name}.sh`);
  fs.writeFileSync(file, `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 100000\n`, { mode: 0o755 });
  return { file, pidFile };
}

const keepers = {
  mind() {
    const { file, pidFile } = script('mind');
    const state = path.join(folder, 'mind-state');
    const config = path.join(folder, 'mind.yaml');
    fs.writeFileSync(
      config,
      'services:\n' +
        `  - {id: a, cmd: [${file}], restart: {policy: always, stable_s: 0, backoff: {base_ms: 1, max_ms: 1}}, max_retries: 1000}\n`,
    );
    const environment = { MIND_STATE: state, MIND_CONFIG: config };
    run(mind, ['up', '-d'], environment);
    cleanups.push(() => run(mind, ['down'], environment));
    const pid = JSON.parse(run(mind, ['status', '--json'], environment)).supervisor.pid;
    return { pid, pidFile, status: [mind, ['status'], environment] };
  },
  runit() {
    if (!has('runsv')) return null;
    const { file, pidFile } = script('runit');
    const service = path.join(folder, 'runit');
    fs.mkdirSync(service);
    fs.copyFileSync(file, path.join(service, 'run'));
    fs.chmodSync(path.join(service, 'run'), 0o755);
    const keeper = spawn('runsv', [service], { stdio: 'ignore' });
    cleanups.push(() => {
      spawnSync('sv', ['-w', '5', 'force-shutdown', service]);
      keeper.kill();
    });
    return { pid: keeper.pid, pidFile, status: ['sv', ['status', service], {}] };
  },
  supervisord() {
    if (!has('supervisord')) return null;
    const { file, pidFile } = script('supervisord');
    const config = path.join(folder, 'supervisord.conf');
    fs.writeFileSync(
      config,
      `[supervisord]\nnodaemon=true\nlogfile=${folder}/supervisord.log\npidfile=${folder}/supervisord.pid\n` +
        `[unix_http_server]\nfile=${folder}/supervisord.sock\n` +
        '[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n' +
        `[supervisorctl]\nserverurl=unix://${folder}/supervisord.sock\n` +
        `[program:a]\ncommand=${file}\nautorestart=true\nstartsecs=0\n`,
    );
    const keeper = spawn('supervisord', ['-c', config], { stdio: 'ignore' });
    cleanups.push(() => keeper.kill());
    return { pid: keeper.pid, pidFile, status: ['supervisorctl', ['-c', config, 'status'], {}] };
  },
  pm2() {
    const program = process.env.PM2 ?? '';
    if (!fs.existsSync(program)) return null;
    const { file, pidFile } = script('pm2');
    const environment = { PM2_HOME: path.join(folder, 'pm2') };
    run(program, ['start', file, '--name', 'a', '--interpreter', 'none'], environment);
    cleanups.push(() => run(program, ['kill'], environment));
    const pid = Number(read(path.join(folder, 'pm2/pm2.pid')));
    return { pid, pidFile, status: [program, ['ls'], environment] };
  },
};

/** How long each keeper takes for a new process: in turns, so that a busy moment of the machine hits all of them. */
function crashes(started) {
  const waits = new Map(started.map(([name]) => [name, []]));
  for (let i = 0; i < kills; i++) {
    for (const [name, keeper] of started) {
      const old = until('a pid', () => read(keeper.pidFile), 30_000, 10);
      pause(1_300 / started.length); // runit starts nothing twice within a second
      const begun = now();
      process.kill(Number(old), 'SIGKILL');
      until('a new process', () => {
        const pid = read(keeper.pidFile);
        return pid && pid !== old;
      });
      waits.get(name).push(now() - begun);
    }
  }
  return waits;
}

function status(keeper) {
  const [command, args, environment] = keeper.status;
  const times = [];
  for (let i = 0; i < 12; i++) {
    const begun = now();
    run(command, args, environment);
    if (i > 1) times.push(now() - begun);
  }
  return median(times);
}

async function compareKeepers() {
  console.log('| keeper | crash → new process, p50 ms | p90 ms | status, p50 ms | RSS MiB | PSS MiB |');
  console.log('|---|---|---|---|---|---|');
  const started = [];
  const missing = [];
  for (const [name, start] of Object.entries(keepers)) {
    const keeper = start();
    if (keeper) started.push([name, keeper]);
    else missing.push(name);
  }
  const waits = crashes(started);
  for (const [name, keeper] of started) {
    const sorted = waits.get(name).sort((a, b) => a - b);
    const p90 = sorted[Math.floor(sorted.length * 0.9)];
    console.log(
      `| ${name} | ${median(sorted).toFixed(1)} | ${p90.toFixed(1)} | ${status(keeper).toFixed(0)} | ` +
        `${memoryMiB(keeper.pid, 'Rss').toFixed(0)} | ${memoryMiB(keeper.pid, 'Pss:').toFixed(0)} |`,
    );
  }
  for (const name of missing) console.log(`| ${name} | not to be had here | | | | |`);
  await floors(started.find(([name]) => name === 'mind')[1].pid);
}

/** What a JVM with the keeper's flags and an archive of its own takes that runs nothing, and one that uses each library once. */
async function floors(keeper) {
  const [java, ...words] = read(`/proc/${keeper}/cmdline`).split('\0');
  const flags = words.filter((word) => /^-[XD]/.test(word) && !word.startsWith('-XX:SharedArchiveFile'));
  const library = path.join(root, 'supervisor/target/dist/lib');
  const jars = fs.readdirSync(library).map((jar) => path.join(library, jar));
  const own = path.join(folder, 'floor.jar');
  run('javac', ['-cp', jars.join(':'), '-d', path.join(folder, 'floor'),
    path.join(root, 'supervisor/src/jmh/java/mind/supervisor/bench/LibrariesOnly.java')]);
  run('jar', ['cf', own, '-C', path.join(folder, 'floor'), '.']); // only classes of jars are archived
  const redis = net.createServer((socket) => {
    socket.on('error', () => {}); // it went away
    socket.on('data', (data) => socket.write('+PONG\r\n'.repeat(String(data).split('*').length - 1)));
  });
  await new Promise((resolve) => redis.listen(0, '127.0.0.1', resolve));
  for (const what of ['nothing', 'libraries']) {
    const archive = path.join(folder, `${what}.jsa`);
    const program = ['-cp', [own, ...jars].join(':'), 'mind.supervisor.bench.LibrariesOnly', what, String(redis.address().port)];
    await measured(java, [...flags, `-XX:ArchiveClassesAtExit=${archive}`, ...program]);
    const mib = await measured(java, [...flags, `-XX:SharedArchiveFile=${archive}`, ...program]);
    console.log(`| a JVM with the flags of mind, ${what === 'nothing' ? 'idle' : 'which used each library once'} | | | | ${mib.toFixed(0)} | |`);
  }
  redis.close();
}

/** Resident memory of a program once it has said something, MiB; its input is ended then. */
function measured(program, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, MALLOC_ARENA_MAX: '1' }; // as scripts/mind sets it
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'ignore'] });
    let mib = NaN;
    child.stdout.once('data', () => {
      mib = memoryMiB(child.pid, 'Rss');
      child.stdin.end();
    });
    child.once('error', reject);
    child.once('exit', () => resolve(mib));
  });
}

/** Six citizens of 3,000 nodes each: Felix and five copies of him. */
function sixOfOneSize(environment) {
  const file = path.join(folder, 'felix.jsonl.gz');
  run(mind, ['seed', 'felix'], environment);
  run(mind, ['export', 'felix', '--to', file], environment);
  for (let i = 1; i <= 5; i++) run(mind, ['import', file, '--as', `mind-protocol_felix${i}`], environment);
}

async function system(args, title) {
  const state = path.join(folder, title.replace(/\W/g, '-'));
  const environment = { MIND_STATE: state, PORT: String(await freePort()) };
  // it ends with 6 while one is not ready, which is what is waited for
  const services = () =>
    JSON.parse(spawnSync(mind, ['status', '--json'], { encoding: 'utf8', env: { ...process.env, ...environment } }).stdout);
  let begun = now();
  if (title === 'small') {
    run(mind, ['up', '-d', ...args, 'falkordb'], environment);
    cleanups.push(() => run(mind, ['down'], environment));
    sixOfOneSize(environment);
  } else {
    run(mind, ['up', '-d', ...args], environment);
    cleanups.push(() => run(mind, ['down'], environment));
    console.log(`${title}: up to all running, graphs made on the way: ${((now() - begun) / 1000).toFixed(1)} s`);
  }
  run(mind, ['down'], environment);
  begun = now();
  run(mind, ['up', '-d', ...args], environment);
  console.log(`${title}: up to all running, graphs there: ${((now() - begun) / 1000).toFixed(1)} s`);

  const browser = new Watcher(environment.PORT);
  await browser.open(title === 'small' ? 'felix' : 'iris');
  pause(title === 'small' ? 15_000 : 62_000); // one that ran for less than a minute waits a second when it dies
  const told = services();
  let sum = 0;
  let database = 0;
  for (const service of [...told.services, { name: 'supervisor', pid: told.supervisor.pid }]) {
    const pss = memoryMiB(service.pid, 'Pss:');
    if (service.kind === 'falkordb') database = pss;
    else sum += pss;
    console.log(`${title}: ${service.name.padEnd(10)} PSS ${pss.toFixed(0)} MiB, RSS ${memoryMiB(service.pid, 'Rss').toFixed(0)} MiB`);
  }
  console.log(`${title}: all but FalkorDB ${sum.toFixed(0)} MiB PSS with one socket watching; with it ${(sum + database).toFixed(0)} MiB`);

  const live = [];
  for (const { name, pid: old } of told.services.filter((service) => service.kind === 'engine')) {
    const killed = now();
    process.kill(old, 'SIGKILL'); // each once: a second death so soon would wait longer
    until(name, () => {
      const engine = services().services.find((service) => service.name === name);
      return engine.pid !== old && engine.state === 'running';
    });
    live.push(now() - killed);
  }
  const each = live.map((ms) => (ms / 1000).toFixed(1)).join(', ');
  console.log(`${title}: kill -9 of an engine → running again, p50 ${(median(live) / 1000).toFixed(2)} s (each: ${each})`);
  browser.close();
  run(mind, ['down'], environment);
}

/** Just enough of a WebSocket client to be watched by the gateway: one subscription, everything read and thrown away. */
class Watcher {
  constructor(port) {
    this.port = port;
  }

  open(citizen) {
    return new Promise((resolve, reject) => {
      this.socket = net.connect(Number(this.port), '127.0.0.1', () => {
        this.socket.write(
          `GET /ws HTTP/1.1\r\nHost: localhost:${this.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mind.v1\r\n\r\n',
        );
      });
      this.socket.once('error', reject);
      this.socket.once('data', () => {
        const text = Buffer.from(JSON.stringify({ type: 'subscribe', citizens: [citizen] }));
        const head = Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]); // masked with zeros
        this.socket.write(Buffer.concat([head, text]));
        this.socket.resume();
        resolve();
      });
    });
  }

  close() {
    this.socket.destroy();
  }
}

async function main() {
  console.log(`${os.cpus()[0].model}, ${os.cpus().length} cores, load average ${os.loadavg().map((load) => load.toFixed(1)).join(' ')}`);
  try {
    if (what === 'keepers' || what === 'all') await compareKeepers();
    if (what === 'system' || what === 'all') await system(['--demo'], 'demo');
    if (what === 'small') await system(['--small'], 'small');
  } finally {
    for (const cleanup of cleanups.reverse()) {
      try {
        cleanup();
      } catch {
        // it has ended already
      }
    }
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
