// Where the browser has no WebGL 2: the subentities as circles on a plain 2D canvas, with their energy, and the flips.

import { css } from './colors.js';

export class Flat {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext('2d');
    this.colors = new WeakMap();
  }

  draw(stage) {
    const { pen, canvas } = this;
    const { width, height, ratio } = stage.surface;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = css(stage.palette.canvas);
    pen.fillRect(0, 0, width, height);
    for (const view of stage.views) {
      const { picture } = view.citizen;
      view.citizen.flips = [];
      if (!picture?.places) continue;
      pen.save();
      pen.beginPath();
      pen.rect(view.rect.x, view.rect.y, view.rect.w, view.rect.h);
      pen.clip();
      this.circles(stage, view, picture);
      pen.restore();
    }
  }

  circles(stage, view, picture) {
    const { pen } = this;
    const key = `${stage.palette.canvas}`;
    let known = this.colors.get(picture);
    if (known?.key !== key) this.colors.set(picture, known = { key, colors: stage.palette.ofCircles(picture) });
    const { colors } = known;
    const memory = new Set(view.citizen.wm.subs);
    const { circle } = picture.places;
    for (let s = 0; s <= picture.subs; s++) {
      if (circle[3 * s + 2] <= 0) continue;
      const [x, y] = view.camera.toScreen(circle[3 * s], circle[3 * s + 1], view.rect);
      const a = s < picture.subs ? picture.subLevel(s) : 0;
      const hue = css([colors[3 * s], colors[3 * s + 1], colors[3 * s + 2]]);
      pen.beginPath();
      pen.arc(x, y, circle[3 * s + 2] * view.camera.scale, 0, 2 * Math.PI);
      pen.globalAlpha = 0.12 + 0.5 * a;
      pen.fillStyle = hue;
      pen.fill();
      pen.globalAlpha = 0.6 + 0.4 * a;
      pen.lineWidth = 0.8 + 1.8 * a + (s === view.selectedSub ? 1.5 : 0);
      pen.strokeStyle = memory.has(s) || picture.subActive[s] || s === view.selectedSub ? css(stage.palette.accent) : hue;
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }
}
