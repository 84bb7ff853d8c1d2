// Pointer, wheel, touch and keys on the canvas, turned into camera moves and selections.

const CLICK_PX = 4;
const STEP_PX = 60;
const WHEEL = 0.0016;

export class Hand {
  /** @param page {select(citizen, kind, index), open(citizen, sub), choose(graph), hover(pick, x, y), back()} */
  constructor(root, stage, page) {
    this.root = root;
    this.stage = stage;
    this.page = page;
    this.pointers = new Map();
  }

  start() {
    const on = (kind, act, options) => this.root.addEventListener(kind, act, options);
    on('wheel', event => this.wheel(event), { passive: false });
    on('pointerdown', event => this.down(event));
    on('pointermove', event => this.move(event));
    on('pointerup', event => this.up(event));
    on('pointercancel', event => this.pointers.delete(event.pointerId));
    on('pointerleave', () => this.page.hover(null, 0, 0));
    on('dblclick', event => this.open(event));
  }

  at(event) {
    const box = this.root.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  wheel(event) {
    event.preventDefault();
    const [x, y] = this.at(event);
    const view = this.stage.viewAt(x, y);
    if (!view) return;
    const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaMode === 2 ? event.deltaY * 400 : event.deltaY;
    view.camera.zoomAt(Math.exp(-Math.max(-300, Math.min(300, pixels)) * WHEEL), x, y, view.rect);
    this.moved(view);
  }

  down(event) {
    const [x, y] = this.at(event);
    this.root.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x, y, x0: x, y0: y });
    this.root.focus({ preventScroll: true });
  }

  move(event) {
    const [x, y] = this.at(event);
    const held = this.pointers.get(event.pointerId);
    if (!held) {
      if (event.pointerType !== 'touch') this.page.hover(this.stage.pick(x, y), x, y);
      return;
    }
    const view = this.stage.viewAt(held.x0, held.y0);
    if (!view) return;
    if (this.pointers.size === 2) {
      const [a, b] = [...this.pointers.values()];
      const before = Math.hypot(a.x - b.x, a.y - b.y);
      view.camera.pan((x - held.x) / 2, (y - held.y) / 2);
      held.x = x;
      held.y = y;
      const after = Math.hypot(a.x - b.x, a.y - b.y);
      if (before > 8) view.camera.zoomAt(after / before, (a.x + b.x) / 2, (a.y + b.y) / 2, view.rect);
      held.far = true;
    } else {
      if (Math.hypot(x - held.x0, y - held.y0) > CLICK_PX) held.far = true;
      if (held.far) {
        view.camera.pan(x - held.x, y - held.y);
        this.root.classList.add('dragging');
      }
      held.x = x;
      held.y = y;
    }
    if (held.far) this.moved(view);
  }

  up(event) {
    const held = this.pointers.get(event.pointerId);
    this.pointers.delete(event.pointerId);
    this.root.classList.remove('dragging');
    if (!held || held.far) return;
    const { view, node, sub } = this.stage.pick(held.x, held.y);
    if (!view) return;
    if (this.stage.views.length > 1) this.page.focusView(view);
    if (node >= 0) this.page.select(view.citizen, 'node', node);
    else if (sub >= 0) this.page.select(view.citizen, 'sub', sub);
    else this.page.select(view.citizen, null, -1);
  }

  open(event) {
    const [x, y] = this.at(event);
    const { view, sub } = this.stage.pick(x, y);
    if (!view) return;
    if (this.stage.views.length > 1) this.page.choose(view.citizen.graph);
    else if (sub >= 0) this.page.open(view.citizen, sub);
  }

  /** Keys of the canvas; true if the key was one. */
  key(event) {
    const view = this.stage.views[this.page.shown.viewIndex()] ?? this.stage.views[0];
    if (!view) return false;
    const { camera, rect } = view;
    const middle = [rect.x + rect.w / 2, rect.y + rect.h / 2];
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (arrow) {
      if (!event.shiftKey && this.page.walk(view, arrow)) return true;
      camera.pan(-arrow[0] * STEP_PX, -arrow[1] * STEP_PX);
    } else if (event.key === '+' || event.key === '=') camera.zoomAt(1.3, ...middle, rect);
    else if (event.key === '-') camera.zoomAt(1 / 1.3, ...middle, rect);
    else return false;
    this.moved(view);
    return true;
  }

  moved(view) {
    view.restedAt = performance.now();
    this.stage.dirty();
  }
}
