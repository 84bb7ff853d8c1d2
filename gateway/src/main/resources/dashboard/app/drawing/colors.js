// Colours of the canvas, read from the stylesheet so that the look lives in one place. Components are sRGB, 0 to 1:
// the shaders write them as they are.

/** OKLCH (lightness, chroma, hue in degrees) to sRGB, clipped. Björn Ottosson, "A perceptual color space", 2020. */
function oklch(lightness, chroma, degrees) {
  const a = chroma * Math.cos((degrees * Math.PI) / 180);
  const b = chroma * Math.sin((degrees * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map(x => {
    const clipped = Math.max(0, Math.min(1, x));
    return clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  });
}

/** `#rgb` or `#rrggbb` to components; null for anything else. */
function hex(text) {
  const m = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim());
  if (!m) return null;
  const full = m[1].length === 3 ? [...m[1]].map(c => c + c).join('') : m[1];
  return [0, 2, 4].map(k => parseInt(full.slice(k, k + 2), 16) / 255);
}

export const css = ([r, g, b]) => `rgb(${Math.round(255 * r)} ${Math.round(255 * g)} ${Math.round(255 * b)})`;

const HUES = 14;
const STEP = 5; // prime to 14: neighbours in the packing order are far apart in hue

export class Palette {
  constructor() {
    this.read();
  }

  /** Reads the stylesheet's values as they stand now. */
  read() {
    const style = getComputedStyle(document.documentElement);
    const number = name => parseFloat(style.getPropertyValue(name));
    const color = name => hex(style.getPropertyValue(name)) ?? [1, 0, 1];
    this.canvas = color('--canvas');
    this.text = color('--text');
    this.quiet = color('--quiet');
    this.accent = color('--accent');
    this.waiting = color('--waiting');
    this.threshold = color('--ramp-threshold');
    this.peak = color('--ramp-peak');
    this.link = color('--link');
    this.flow = color('--flow');
    this.ring = color('--ring');
    this.rising = color('--rising');
    this.falling = color('--falling');
    this.lineColor = color('--line');
    this.linkOpacity = number('--link-opacity');
    this.halo = number('--halo');
    this.restStrength = number('--rest-strength');
    this.restGrey = number('--rest-grey');
    this.fillLow = number('--fill-low');
    this.fillHigh = number('--fill-high');
    this.hues = Array.from({ length: HUES }, (_, k) => oklch(number('--hue-light'), number('--hue-chroma'), (360 * k) / HUES + 20));
  }

  /** What each subentity feels, where its engine tells: valence from falling to rising, paler the weaker. */
  ofEmotions(picture, entities) {
    const colors = new Float32Array(3 * (picture.subs + 1));
    for (let s = 0; s <= picture.subs; s++) {
      const told = s < picture.subs ? entities.get(picture.subId[s]) : null;
      const strength = Math.min(1, 0.25 + (told?.emotion_magnitude ?? 0));
      const tone = (told?.emotion_valence ?? 0) < 0 ? this.falling : this.rising;
      for (let k = 0; k < 3; k++) colors[3 * s + k] = told?.emotion_magnitude > 0 ? this.quiet[k] + (tone[k] - this.quiet[k]) * strength : this.quiet[k];
    }
    return colors;
  }

  /** Colours of all circles of a picture, the unassigned one last: sent by the engine, else by packing order. */
  ofCircles(picture) {
    const colors = new Float32Array(3 * (picture.subs + 1));
    const { rank } = picture.places;
    for (let s = 0; s < picture.subs; s++) colors.set(hex(picture.subColor[s] ?? '') ?? this.hues[(rank[s] * STEP) % HUES], 3 * s);
    colors.set(this.quiet, 3 * picture.subs);
    return colors;
  }
}
