// What is selected, pointed at or filtered, and how the canvas shows it: marked nodes stay bright, the rest recedes.

const POINTED_FOG = 0.6;
const FILTERED_FOG = 0.72;

export class Marking {
  constructor(stage) {
    this.stage = stage;
    this.selections = new Map(); // graph -> {kind: 'node' | 'sub', id, index}
    this.pointed = null;         // {view, node, sub}
    this.filtered = null;        // {graph, list}
  }

  of(citizen) {
    return citizen ? this.selections.get(citizen.graph) : undefined;
  }

  select(citizen, kind, index) {
    const { picture } = citizen;
    if (!kind || index < 0 || !picture?.places) this.selections.delete(citizen.graph);
    else this.selections.set(citizen.graph, { kind, index, id: kind === 'node' ? picture.id[index] : picture.subId[index] });
    this.apply();
  }

  /** After a new picture the same thing may have another index; what is gone is no longer selected. */
  refind(citizen) {
    const selected = this.of(citizen);
    if (!selected) return;
    selected.index = selected.kind === 'node' ? citizen.picture.indexOf(selected.id) : citizen.picture.subIndexOf(selected.id);
    if (selected.index < 0) this.selections.delete(citizen.graph);
    this.apply();
  }

  point(pick) {
    this.pointed = pick?.view ? pick : null;
    this.apply();
  }

  filter(graph, list) {
    this.filtered = list ? { graph, list } : null;
    this.apply();
  }

  apply() {
    const { stage } = this;
    for (const view of stage.views) {
      const { citizen } = view;
      const { picture } = citizen;
      const selected = this.of(citizen);
      const pointed = this.pointed?.view === view ? this.pointed : null;
      view.hoverSub = pointed && pointed.node < 0 ? pointed.sub : -1;
      view.selectedSub = selected?.kind === 'sub' ? selected.index : -1;
      view.selectedNode = selected?.kind === 'node' ? selected.index : -1;
      const scene = stage.scenes.get(citizen.graph);
      if (!scene?.placed || !picture) continue;
      if (this.filtered?.graph === citizen.graph) {
        scene.mark(this.filtered.list);
        view.markFog = FILTERED_FOG;
      } else if (pointed?.node >= 0 && picture.complete) {
        const near = picture.linksOf(pointed.node).map(link => link.other).filter(other => other < picture.nodes);
        scene.mark([...new Set([pointed.node, ...near])]);
        view.markFog = POINTED_FOG;
      } else {
        scene.mark([]);
        view.markFog = 0;
      }
      const ringed = view.selectedNode;
      scene.select(ringed, ringed >= 0 ? picture.membershipsOf(ringed).slice(1).map(m => m.sub) : []);
      scene.energyVersion = -1;
    }
    stage.dirty();
  }
}
