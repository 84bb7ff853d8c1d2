// The page's end of relaxing by forces: starts the worker, eases in what it tells, and puts all back when switched off.

import { Grid } from './near.js';

const EASE_MS = 240;
export const MOST_NODES = 20_000;

export class Relaxing {
  constructor(stage) {
    this.stage = stage;
    this.running = new Map(); // graph -> Worker
    this.calm = new Map();    // graph -> places before
  }

  start(citizen) {
    const { picture } = citizen;
    if (!picture?.complete || this.running.has(citizen.graph)) return;
    const { places } = picture;
    this.calm.set(citizen.graph, { picture, xy: places.xy.slice() });
    const worker = new Worker(new URL('./forces.js', import.meta.url));
    this.running.set(citizen.graph, worker);
    worker.onmessage = ({ data }) => {
      if (citizen.picture !== picture) {
        this.end(citizen);
        return;
      }
      this.move(citizen, picture, data.places);
      if (data.done) this.end(citizen);
    };
    worker.onerror = () => this.end(citizen);
    worker.postMessage({ xy: places.xy, home: places.home, circle: places.circle, source: picture.source, target: picture.target, nodes: picture.nodes });
  }

  move(citizen, picture, xy) {
    picture.places.xy.set(xy.subarray(0, 2 * picture.nodes));
    picture.grid = new Grid(picture.places.xy, picture.nodes, picture.places.radius);
    const scene = this.stage.scenes.get(citizen.graph);
    if (scene?.placed) scene.moveTo(xy, this.stage.still ? 0 : EASE_MS);
    this.stage.dirty();
  }

  end(citizen) {
    this.running.get(citizen.graph)?.terminate();
    this.running.delete(citizen.graph);
  }

  /** Puts every node back to its first place. */
  undo(citizen) {
    this.end(citizen);
    const before = this.calm.get(citizen.graph);
    this.calm.delete(citizen.graph);
    if (before?.picture === citizen.picture) this.move(citizen, citizen.picture, before.xy);
  }

  /** Its nodes were placed anew: there is no way back. */
  forget(citizen) {
    this.end(citizen);
    this.calm.delete(citizen.graph);
  }

  has(citizen) {
    return this.calm.get(citizen?.graph)?.picture === citizen?.picture;
  }
}
