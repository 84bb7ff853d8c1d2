// Relaxes places by forces, off the page's thread. A classic worker: import maps and modules do not reach it everywhere.
/* global d3 */
importScripts('../lib/d3-dispatch.min.js', '../lib/d3-timer.min.js', '../lib/d3-quadtree.min.js', '../lib/d3-force.min.js');

const TELL_MS = 250;
const NODES_FOR_FEWER = 10000;

self.onmessage = ({ data }) => {
  const { xy, home, circle, source, target, nodes } = data;
  const bodies = Array.from({ length: nodes }, (_, i) => ({ index: i, x: xy[2 * i], y: xy[2 * i + 1], cx: circle[3 * home[i]], cy: circle[3 * home[i] + 1], home: home[i] }));
  const links = [];
  for (let l = 0; l < source.length; l++) if (source[l] < nodes && target[l] < nodes && source[l] !== target[l]) links.push({ source: source[l], target: target[l] });
  const simulation = d3.forceSimulation(bodies)
    .force('link', d3.forceLink(links).distance(3).strength(l => (l.source.home === l.target.home ? 0.25 : 0.004)))
    .force('charge', d3.forceManyBody().strength(-0.9).theta(1.1).distanceMax(14))
    .force('x', d3.forceX(b => b.cx).strength(0.16))
    .force('y', d3.forceY(b => b.cy).strength(0.16))
    .stop();
  const ticks = nodes > NODES_FOR_FEWER ? 60 : 120;
  simulation.alphaDecay(1 - 0.001 ** (1 / ticks));
  let told = Date.now();
  for (let k = 0; k < ticks; k++) {
    simulation.tick();
    if (Date.now() - told < TELL_MS && k < ticks - 1) continue;
    told = Date.now();
    const places = new Float32Array(2 * nodes);
    for (const body of bodies) {
      places[2 * body.index] = body.x;
      places[2 * body.index + 1] = body.y;
    }
    self.postMessage({ places, done: k === ticks - 1 }, [places.buffer]);
  }
};
