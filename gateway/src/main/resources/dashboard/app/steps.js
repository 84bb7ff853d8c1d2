// Long work in small steps, so that the page stays alive: generators that yield where they may be interrupted.

const TASK_MS = 8; // after which the next step waits for another task

/** Lets the browser do what is due, then goes on. */
export function pause() {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel(); // timers are held back by the browser, messages are not
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}

/** One piece of work after the other, each a generator of steps. */
export class Steps {
  constructor() {
    this.waiting = [];
    this.tasks = 0; // how many tasks the work so far was spread over
  }

  /** @param {() => Generator} begin makes the generator when its turn has come @param {() => boolean} wanted asked before each task */
  add(begin, wanted = () => true) {
    this.waiting.push({ begin, wanted });
    if (!this.running) this.run();
  }

  async run() {
    this.running = true;
    while (this.waiting.length) {
      const { begin, wanted } = this.waiting.shift();
      await pause();
      const work = wanted() ? begin() : null;
      while (work && wanted() && !this.work(work)) await pause();
    }
    this.running = false;
  }

  /** Steps of one task; true when the work is done. */
  work(work) {
    this.tasks++;
    const began = performance.now();
    while (performance.now() - began < TASK_MS) if (work.next().done) return true;
    return false;
  }
}
