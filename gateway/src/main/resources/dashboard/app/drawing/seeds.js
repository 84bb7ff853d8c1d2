// A citizen that is still coming: as many points as there are nodes so far, before anybody knows their places.

import * as THREE from '../lib/three.module.min.js';

const SEEDS = 20_000;

/** How many of how many nodes a citizen has so far, in its snapshot or in its worker's load; null if nobody says. */
export function growth(citizen) {
  const { picture } = citizen;
  if (picture && !picture.places) return { done: picture.haveNodes, total: Math.max(1, picture.nodes) };
  const progress = citizen.status?.progress;
  if (!progress || citizen.state === 'running') return null;
  if (progress.phase === 'nodes' && progress.total > 0) {
    citizen.expected = progress.total;
    return { done: progress.done, total: progress.total };
  }
  if (citizen.expected && progress.phase !== 'connecting') return { done: citizen.expected, total: citizen.expected };
  return null;
}

export class Seeds {
  constructor(material, shared) {
    this.material = material;
    this.shared = shared;
    this.geometry = new THREE.BufferGeometry();
    this.geometry.setAttribute('nothing', new THREE.BufferAttribute(new Uint8Array(SEEDS), 1));
    this.geometry.setIndex(new THREE.BufferAttribute(Uint16Array.from({ length: SEEDS }, (_, i) => i), 1));
    const points = new THREE.Points(this.geometry, material);
    points.frustumCulled = false;
    this.scene = new THREE.Scene();
    this.scene.add(points);
  }

  /** Draws a view whose uniforms are set, the newest nodes bright. */
  draw(view, renderer, eye) {
    const { done, total } = growth(view.citizen);
    const { uTotal, uRadius, uDone } = this.material.uniforms;
    const least = Math.min(view.rect.w, view.rect.h);
    const n = Math.min(SEEDS, total);
    const seen = Math.min(n, Math.round((done * n) / total));
    uTotal.value = n;
    uRadius.value = view.camera.fitScale ? (least * 0.4) / view.camera.scale : 36;
    uDone.value = seen;
    this.shared.uBase.value = Math.max(0.7, Math.min(2.4, (0.32 * least * 0.8) / Math.sqrt(n)));
    this.geometry.setDrawRange(0, seen);
    if (seen) renderer.render(this.scene, eye);
  }
}
