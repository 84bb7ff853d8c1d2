// The things drawn, each a three.js mesh over instanced attributes that are filled from typed arrays.

import * as THREE from '../lib/three.module.min.js';
import * as shaders from './shaders.js';

const QUAD = new Float32Array([-1, -1, 1, -1, 1, 1, -1, 1]);
const CORNERS = new Uint16Array([0, 1, 2, 0, 2, 3]);

/** Uniforms that all layers share by reference: set once a view, read by every material. */
export function sharedUniforms() {
  return {
    uCam: { value: new THREE.Vector2() },
    uScale: { value: new THREE.Vector2() },
    uPx: { value: new THREE.Vector2() },
    uRatio: { value: 1 },
    uTime: { value: 0 },
    uMove: { value: 1 },
    uEase: { value: 1 },
    uBase: { value: 1 },
    uMost: { value: 12 },
    uRest: { value: 0 },
    uBright: { value: 0 },
    uHalo: { value: 0.25 },
    uCanvas: { value: new THREE.Vector3() },
    uThreshold: { value: new THREE.Vector3() },
    uPeak: { value: new THREE.Vector3() },
    uAccent: { value: new THREE.Vector3() },
    uLink: { value: new THREE.Vector3() },
    uFlow: { value: new THREE.Vector3() },
    uRestStrength: { value: 0.5 },
    uRestGrey: { value: 0 },
    uEnvelopes: { value: null },
    uRows: { value: 0 },
    uOpacity: { value: 0.05 },
    uStill: { value: 0 },
    uLife: { value: 1 },
  };
}

function material({ vertex, fragment }, uniforms) {
  return new THREE.RawShaderMaterial({
    glslVersion: THREE.GLSL3,
    vertexShader: vertex,
    fragmentShader: fragment,
    uniforms,
    depthTest: false,
    depthWrite: false,
    transparent: true,
    blending: THREE.CustomBlending,
    blendSrc: THREE.OneFactor,
    blendDst: THREE.OneMinusSrcAlphaFactor,
    blendEquation: THREE.AddEquation,
    side: THREE.DoubleSide,
  });
}

/** Materials are made once: all citizens' layers share them, so that a program is compiled once. */
export class Materials {
  constructor(shared) {
    this.shared = shared;
    for (const name of ['node', 'hairline', 'circle', 'flow', 'ring']) this[name] = material(shaders[name], shared);
    this.seed = material(shaders.seed, {
      ...shared, uTotal: { value: 1 }, uRadius: { value: 1 }, uDone: { value: 0 },
      uColor: { value: new THREE.Vector3() }, uFresh: { value: new THREE.Vector3() },
    });
    this.copy = material(shaders.copy, {
      uLayer: { value: null }, uPart: { value: new THREE.Vector4() }, uShift: { value: new THREE.Vector2() },
      uZoom: { value: 1 }, uCanvas: shared.uCanvas,
    });
    this.copy.blending = THREE.NoBlending;
    this.veil = material(shaders.veil, { uFog: { value: 0 }, uCanvas: shared.uCanvas });
    this.all = [this.seed, this.circle, this.node, this.copy, this.hairline, this.flow, this.ring, this.veil];
  }
}

/** Things of one kind, whose attributes are typed arrays of a fixed capacity; only the used range is uploaded. */
class Batch {
  /** @param {Record<string, [Function, number, boolean]>} columns name -> array type, items, normalised */
  constructor(geometry, Attribute, columns, capacity) {
    for (const [name, [type, items, normalised]] of Object.entries(columns)) {
      const attribute = new Attribute(new type(capacity * items), items, normalised ?? false);
      attribute.setUsage(THREE.DynamicDrawUsage);
      geometry.setAttribute(name, attribute);
      this[name] = attribute.array;
    }
    this.columns = Object.keys(columns);
    this.geometry = geometry;
    this.count = 0;
  }

  /** Says that the first `n` were written, in all columns or the named ones. */
  wrote(n, names = this.columns) {
    for (const name of names) {
      const attribute = this.geometry.getAttribute(name);
      attribute.clearUpdateRanges();
      if (n) attribute.addUpdateRange(0, n * attribute.itemSize);
      attribute.needsUpdate = true;
    }
    this.count = n;
    this.show(n);
  }

  dispose() {
    this.geometry.dispose();
  }
}

/** Few and large: instanced quads. */
export class Quads extends Batch {
  constructor(material, columns, capacity) {
    const geometry = new THREE.InstancedBufferGeometry();
    geometry.setAttribute('position', new THREE.BufferAttribute(QUAD, 2));
    geometry.setIndex(new THREE.BufferAttribute(CORNERS, 1));
    super(geometry, THREE.InstancedBufferAttribute, columns, capacity);
    this.mesh = new THREE.Mesh(geometry, material);
    this.mesh.frustumCulled = false;
    this.show(0);
  }

  show(n) {
    this.geometry.instanceCount = n;
  }
}

/** Many and small: points. */
export class Dots extends Batch {
  constructor(material, columns, capacity) {
    const geometry = new THREE.BufferGeometry();
    super(geometry, THREE.BufferAttribute, columns, capacity);
    geometry.setIndex(new THREE.BufferAttribute(Uint32Array.from({ length: capacity }, (_, i) => i), 1));
    this.mesh = new THREE.Points(geometry, material);
    this.mesh.frustumCulled = false;
    this.show(0);
  }

  show(n) {
    this.geometry.setDrawRange(0, n);
  }

  /** Draws dot `i` as the n-th; say how many were picked by {@link picked}. */
  pick(n, i) {
    this.geometry.index.array[n] = i;
  }

  picked(n) {
    this.geometry.index.needsUpdate = true;
    this.show(n);
  }
}

export const nodeColumns = { place: [Float32Array, 4], hue: [Uint8Array, 4, true], level: [Uint8Array, 2, true], size: [Float32Array, 1] };
export const circleColumns = { circle: [Float32Array, 4], line: [Float32Array, 4], hue: [Float32Array, 4] };
export const flowColumns = { ends: [Float32Array, 4], told: [Float32Array, 4] };
export const ringColumns = { at: [Float32Array, 4], look: [Float32Array, 4] };

/** All links of a picture as hairlines between the places of their ends. */
export class Hairlines {
  constructor(material, ends, links) {
    const geometry = new THREE.BufferGeometry();
    this.place = new Float32Array(4 * ends);
    this.hue = new Uint8Array(4 * ends);
    geometry.setAttribute('place', new THREE.BufferAttribute(this.place, 4));
    geometry.setAttribute('hue', new THREE.BufferAttribute(this.hue, 4, true));
    this.index = new Uint32Array(2 * links);
    geometry.setIndex(new THREE.BufferAttribute(this.index, 1));
    geometry.setDrawRange(0, 0);
    this.geometry = geometry;
    this.mesh = new THREE.LineSegments(geometry, material);
    this.mesh.frustumCulled = false;
  }

  wroteLinks(n) {
    this.geometry.index.needsUpdate = true;
    this.show(0, n);
  }

  /** Draws only these links. */
  show(from, count) {
    this.geometry.setDrawRange(2 * from, 2 * count);
  }

  wrote(name) {
    this.geometry.getAttribute(name).needsUpdate = true;
  }

  dispose() {
    this.geometry.dispose();
  }
}
