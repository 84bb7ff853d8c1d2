// Where cameras go by themselves: to what was found or opened, home, after the most active subentity.

const FLIGHT_MS = 500;
const FOLLOW_MS = 3000;
const NODE_ZOOM = 3.2;  // times the fitted scale, at least
const ROOM = 1.35;      // around a subentity

export class Journey {
  /** @param moved told which view's camera was sent somewhere */
  constructor(stage, moved) {
    this.stage = stage;
    this.moved = moved;
    this.following = false;
    this.followedAt = 0;
  }

  get ms() {
    return this.stage.still ? 0 : FLIGHT_MS;
  }

  to(citizen, kind, index) {
    const view = this.stage.views.find(v => v.citizen === citizen);
    if (!view) return;
    const { xy, circle } = citizen.picture.places;
    const { camera, rect } = view;
    if (kind === 'node') camera.flyTo(xy[2 * index], xy[2 * index + 1], Math.max(camera.scale, camera.fitScale * NODE_ZOOM), this.ms);
    else camera.flyTo(circle[3 * index], circle[3 * index + 1], Math.min(rect.w, rect.h) / (circle[3 * index + 2] * 2 * ROOM), this.ms);
    this.moved(view);
  }

  home() {
    for (const view of this.stage.views) {
      view.camera.flyHome(this.ms);
      this.moved(view);
    }
  }

  follow(on) {
    this.following = on;
    this.followedAt = 0;
    this.stage.dirty();
  }

  /** Called each frame: goes where most is going on, every few seconds. */
  frame(now, citizen) {
    if (!this.following || now - this.followedAt < FOLLOW_MS) return;
    this.followedAt = now;
    const picture = citizen?.picture;
    if (!picture?.complete || this.stage.views.length > 1) return;
    const most = picture.mostActive();
    if (most < 0 || most === this.followed) return;
    this.followed = most;
    this.to(citizen, 'sub', most);
  }
}
