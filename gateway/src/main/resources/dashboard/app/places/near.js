// What is near: the node at a point, the nodes in a box, the neighbour in a direction.

/** The neighbour of a node that lies most in a direction [dx, dy], within 70 degrees of it; -1 where none does. */
export function neighbourTowards(picture, from, [dx, dy]) {
  const { xy } = picture.places;
  let best = -1;
  let most = 0.34;
  for (const { other } of picture.linksOf(from)) {
    if (other >= picture.nodes || other === from) continue;
    const vx = xy[2 * other] - xy[2 * from];
    const vy = xy[2 * other + 1] - xy[2 * from + 1];
    const along = (vx * dx + vy * dy) / (Math.hypot(vx, vy) || 1);
    if (along > most) {
      most = along;
      best = other;
    }
  }
  return best;
}

/** Nodes by cell, to find the nearest to a point without asking the graphics card. */
export class Grid {
  constructor(xy, nodes, radius) {
    this.xy = xy;
    this.cells = Math.max(1, Math.min(256, Math.round(Math.sqrt(nodes / 2))));
    this.low = -radius * 1.05;
    this.size = (2.1 * radius) / this.cells;
    const cell = new Uint32Array(nodes);
    for (let i = 0; i < nodes; i++) cell[i] = this.column(xy[2 * i]) + this.cells * this.column(xy[2 * i + 1]);
    this.start = new Uint32Array(this.cells * this.cells + 1);
    for (const c of cell) this.start[c + 1]++;
    for (let c = 0; c < this.cells * this.cells; c++) this.start[c + 1] += this.start[c];
    this.row = new Uint32Array(nodes);
    const next = this.start.slice();
    for (let i = 0; i < nodes; i++) this.row[next[cell[i]]++] = i;
  }

  column(x) {
    return Math.max(0, Math.min(this.cells - 1, Math.floor((x - this.low) / this.size)));
  }

  /** The node nearest to x, y within `reach`, or -1. */
  nearest(x, y, reach) {
    let found = -1;
    let least = reach * reach;
    for (let cy = this.column(y - reach); cy <= this.column(y + reach); cy++) {
      for (let cx = this.column(x - reach); cx <= this.column(x + reach); cx++) {
        const c = cx + this.cells * cy;
        for (let k = this.start[c]; k < this.start[c + 1]; k++) {
          const i = this.row[k];
          const dx = this.xy[2 * i] - x;
          const dy = this.xy[2 * i + 1] - y;
          const d = dx * dx + dy * dy;
          if (d < least) {
            least = d;
            found = i;
          }
        }
      }
    }
    return found;
  }

  /** Calls back with each node in the box, until it answers false. */
  within(x0, y0, x1, y1, each) {
    for (let cy = this.column(y0); cy <= this.column(y1); cy++) {
      for (let cx = this.column(x0); cx <= this.column(x1); cx++) {
        const c = cx + this.cells * cy;
        for (let k = this.start[c]; k < this.start[c + 1]; k++) {
          const i = this.row[k];
          const px = this.xy[2 * i];
          const py = this.xy[2 * i + 1];
          if (px >= x0 && px <= x1 && py >= y0 && py <= y1 && each(i) === false) return;
        }
      }
    }
  }
}
