// Words for a screen reader: politely, at most one message in two seconds; of a burst the last word wins.

import { say } from './dom.js';

const BETWEEN_MS = 2000;

export class Speaker {
  constructor(root) {
    this.root = root;
    this.at = -BETWEEN_MS;
  }

  speak(text) {
    this.text = text;
    if (this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.at = performance.now();
      say(this.root, this.text);
    }, Math.max(0, BETWEEN_MS - (performance.now() - this.at)));
  }
}
