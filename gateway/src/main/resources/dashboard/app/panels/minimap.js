// The whole picture small, with the frame of what is in view; drag the frame to move the view.

import { css } from '../drawing/colors.js';

const RENEW_MS = 500; // colours; the frame follows at once

export class Minimap {
  constructor(root, stage) {
    this.root = root;
    this.stage = stage;
    this.canvas = root.querySelector('canvas');
    for (const kind of ['pointerdown', 'pointermove']) {
      this.canvas.addEventListener(kind, event => {
        if (kind === 'pointerdown') this.canvas.setPointerCapture(event.pointerId);
        if (event.buttons) this.move(event);
      });
    }
  }

  move(event) {
    const [view] = this.stage.views;
    if (!this.scale) return;
    const box = this.canvas.getBoundingClientRect();
    view.camera.x = (event.clientX - box.left - box.width / 2) / this.scale;
    view.camera.y = (event.clientY - box.top - box.height / 2) / this.scale;
    view.camera.touched = true;
    view.camera.flight = null;
    view.restedAt = performance.now();
    this.stage.dirty();
  }

  draw() {
    const [view] = this.stage.views;
    const scene = view && this.stage.scenes.get(view.citizen.graph);
    const show = this.stage.views.length === 1 && view.citizen.picture?.places && scene?.colors;
    this.root.hidden = !show;
    if (!show) return;
    const { picture } = view.citizen;
    const { camera, rect } = view;
    const key = `${picture.epoch}/${view.citizen.graph}/${camera.x}/${camera.y}/${camera.scale}/${rect.w}/${this.stage.palette.canvas}`;
    const fresh = picture.energyVersion === this.energyVersion || performance.now() - this.drawnAt < RENEW_MS;
    if (key === this.key && fresh) return;
    this.key = key;
    this.energyVersion = picture.energyVersion;
    this.drawnAt = performance.now();
    const w = this.canvas.clientWidth;
    const h = this.canvas.clientHeight;
    const ratio = Math.min(2, devicePixelRatio || 1);
    if (this.canvas.width !== w * ratio) {
      this.canvas.width = w * ratio;
      this.canvas.height = h * ratio;
    }
    const pen = this.canvas.getContext('2d');
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, w, h);
    const { half, circle } = picture.places;
    this.scale = Math.min(w / half.w, h / half.h) / 2.1;
    const { accent } = this.stage.palette;
    for (let s = 0; s <= picture.subs; s++) {
      const r = circle[3 * s + 2] * this.scale;
      if (r <= 0) continue;
      const a = s < picture.subs ? picture.subLevel(s) : 0;
      const base = [scene.colors[3 * s], scene.colors[3 * s + 1], scene.colors[3 * s + 2]];
      pen.fillStyle = css(base.map((x, k) => x + (accent[k] - x) * a));
      pen.globalAlpha = 0.45 + 0.5 * a;
      pen.beginPath();
      pen.arc(w / 2 + circle[3 * s] * this.scale, h / 2 + circle[3 * s + 1] * this.scale, Math.max(0.7, r * 0.86), 0, 2 * Math.PI);
      pen.fill();
    }
    pen.globalAlpha = 1;
    pen.strokeStyle = css(accent);
    pen.lineWidth = 1.3;
    const vw = (rect.w / camera.scale) * this.scale;
    const vh = (rect.h / camera.scale) * this.scale;
    const x0 = Math.max(1, w / 2 + camera.x * this.scale - vw / 2);
    const y0 = Math.max(1, h / 2 + camera.y * this.scale - vh / 2);
    const x1 = Math.min(w - 1, w / 2 + camera.x * this.scale + vw / 2);
    const y1 = Math.min(h - 1, h / 2 + camera.y * this.scale + vh / 2);
    pen.strokeRect(x0, y0, Math.max(2, x1 - x0), Math.max(2, y1 - y0));
  }
}
