// Numbers and times in the reader's words.

const whole = new Intl.NumberFormat('en-US');

export const count = n => (Number.isFinite(n) ? whole.format(Math.round(n)) : '–');

export const several = (n, word) => `${count(n)} ${word}${n === 1 ? '' : 's'}`;

/** Three significant digits, plain: 0.82, 12.4, 1,310. */
export function amount(x) {
  if (!Number.isFinite(x)) return '–';
  const size = Math.abs(x);
  if (size === 0) return '0';
  if (size >= 1000) return count(x);
  if (size >= 100) return x.toFixed(0);
  if (size >= 10) return x.toFixed(1);
  if (size >= 0.005) return x.toFixed(2);
  return x.toPrecision(1);
}

export const percent = share => `${share < 0.0995 ? (100 * share).toFixed(1) : Math.round(100 * share)} %`;

/** A share of 0 to 1 as a length for the stylesheet. */
export const part = share => `${(100 * Math.max(0, Math.min(1, share || 0))).toFixed(1)}%`;

export function clock(ms) {
  const d = new Date(ms);
  const two = n => String(n).padStart(2, '0');
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}.${Math.floor(d.getMilliseconds() / 100)}`;
}

export function ago(ms) {
  const s = Math.max(0, ms / 1000);
  if (s < 10) return `${s.toFixed(1)} s ago`;
  if (s < 90) return `${Math.round(s)} s ago`;
  if (s < 5400) return `${Math.round(s / 60)} min ago`;
  return `${Math.round(s / 3600)} h ago`;
}

/** `pattern_recognizer` and `Personal_Goal` read better with spaces. */
export const words = name => String(name).replace(/[_-]+/g, ' ').trim();

export const title = name => (name ? name[0].toUpperCase() + name.slice(1) : '');

/** Of what somebody else wrote, as much as fits into a line. */
export const brief = text => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
