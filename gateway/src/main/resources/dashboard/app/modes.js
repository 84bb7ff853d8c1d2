// Other ways to look at a citizen: its last minute once more, the difference to then, relaxed by forces, by what is felt.

import { Replay, Difference } from './panels/replay.js';
import { Relaxing, MOST_NODES } from './places/relax.js';

export class Modes {
  /** @param page {citizen, stage, past, soon(), speak(text)} */
  constructor(root, page) {
    this.page = page;
    this.replay = new Replay(root, page.stage, page);
    this.difference = new Difference(page.stage);
    this.relaxing = new Relaxing(page.stage);
    this.calm = false; // somebody wants no forces
  }

  /** Back to what is live. */
  leave() {
    this.replay.stop();
    if (this.difference.citizen) this.difference.set(this.difference.citizen, false);
  }

  /** The citizen whose picture can be shown in other ways, if it is here in full. */
  get able() {
    const { citizen, stage } = this.page;
    return citizen?.picture?.complete && stage.ready ? citizen : null;
  }

  async toggleReplay() {
    const { replay, able: citizen, page } = this;
    if (replay.on) replay.stop();
    else if (citizen) {
      this.leave();
      await page.past.earlier(citizen);
      if (this.able === citizen) replay.start(citizen);
    }
    page.soon();
  }

  toggleDifference() {
    const { difference, able, page } = this;
    const on = !difference.citizen;
    this.leave();
    if (on && able) {
      difference.set(able, true);
      page.past.earlier(able);
    }
    page.soon();
  }

  toggleForces() {
    const { relaxing, able, page } = this;
    if (!able) return;
    this.calm = relaxing.has(able);
    if (this.calm) relaxing.undo(able);
    else relaxing.start(able);
    page.soon();
  }

  /** Relaxes a picture that has just come, where that costs no frames and moves nothing that somebody knows already. */
  settle(citizen) {
    const { stage, shown } = this.page;
    const { picture } = citizen;
    const alone = shown.layout === 'one' && citizen === shown.citizen;
    if (alone && !this.calm && !stage.still && !stage.surface.reduced && picture.nodes <= MOST_NODES && !picture.places.followed) this.relaxing.start(citizen);
  }

  toggleEmotion() {
    const { page } = this;
    const scene = page.citizen && page.stage.scenes.get(page.citizen.graph);
    if (!scene) return;
    scene.emotion = !scene.emotion;
    scene.recolor();
    page.stage.dirty();
    page.soon();
  }
}
