// What part of a picture one viewport shows. World and screen both have y downward; the flip is in the shaders.

const LOWEST = 0.4; // times the fitting scale
const HIGHEST = 60;

export class Camera {
  constructor() {
    this.x = 0;
    this.y = 0;
    this.scale = 1;    // CSS pixels a world unit
    this.fitScale = 1;
    this.flight = null;
    this.touched = false;
  }

  /** The scale at which a picture of those half sizes fills a viewport; keeps the view unless it is still the fitted one. */
  fitting(half, width, height) {
    const fit = Math.max(0.01, Math.min(width / half.w, height / half.h) / (2 * 1.04));
    const ratio = this.scale / this.fitScale;
    this.fitScale = fit;
    if (this.touched) this.scale = fit * ratio;
    else this.fit();
  }

  fit() {
    this.x = 0;
    this.y = 0;
    this.scale = this.fitScale;
    this.touched = false;
    this.flight = null;
  }

  get zoom() {
    return this.scale / this.fitScale;
  }

  toScreen(x, y, rect) {
    return [rect.x + rect.w / 2 + (x - this.x) * this.scale, rect.y + rect.h / 2 + (y - this.y) * this.scale];
  }

  toWorld(sx, sy, rect) {
    return [this.x + (sx - rect.x - rect.w / 2) / this.scale, this.y + (sy - rect.y - rect.h / 2) / this.scale];
  }

  pan(dx, dy) {
    this.x -= dx / this.scale;
    this.y -= dy / this.scale;
    this.touched = true;
    this.flight = null;
  }

  /** Zooms so that what is at the screen point stays there. */
  zoomAt(factor, sx, sy, rect) {
    const [wx, wy] = this.toWorld(sx, sy, rect);
    this.scale = Math.max(LOWEST * this.fitScale, Math.min(HIGHEST * this.fitScale, this.scale * factor));
    this.x = wx - (sx - rect.x - rect.w / 2) / this.scale;
    this.y = wy - (sy - rect.y - rect.h / 2) / this.scale;
    this.touched = true;
    this.flight = null;
  }

  /** Flies there in `ms`; at once where motion is not wanted. */
  flyTo(x, y, scale, ms) {
    this.touched = true;
    const s = Math.max(LOWEST * this.fitScale, Math.min(HIGHEST * this.fitScale, scale));
    if (!(ms > 0)) {
      this.flight = null;
      Object.assign(this, { x, y, scale: s });
      return;
    }
    this.flight = { from: { x: this.x, y: this.y, scale: this.scale }, to: { x, y, scale: s }, start: performance.now(), ms };
  }

  flyHome(ms) {
    this.flyTo(0, 0, this.fitScale, ms);
    if (!this.flight) this.touched = false;
    else this.flight.home = true;
  }

  /** Moves along a flight; true while it lasts. */
  advance(now) {
    const { flight } = this;
    if (!flight) return false;
    const t = Math.min(1, (now - flight.start) / flight.ms);
    const ease = t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2;
    const log = Math.log(flight.from.scale) + (Math.log(flight.to.scale) - Math.log(flight.from.scale)) * ease;
    this.scale = Math.exp(log);
    this.x = flight.from.x + (flight.to.x - flight.from.x) * ease;
    this.y = flight.from.y + (flight.to.y - flight.from.y) * ease;
    if (t >= 1) {
      this.flight = null;
      if (flight.home) this.touched = false;
    }
    return true;
  }
}
