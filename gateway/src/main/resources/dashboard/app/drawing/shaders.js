// The picture's shaders (GLSL ES 3.00). Colours are sRGB as they come; every output is premultiplied.
//
// `view` carries what all of them share: uCam (world point in the middle), uScale (world unit -> clip space, y flipped),
// uPx (CSS pixel -> clip space, a 2-vector so that circles stay round in every viewport), uRatio (device pixels a CSS pixel).

const head = `
precision highp float;
uniform vec2 uCam, uScale, uPx;
uniform float uRatio, uTime;
`;

const ramp = `
uniform vec3 uCanvas, uThreshold, uPeak;
uniform float uRestStrength, uRestGrey;
vec3 resting(vec3 hue) {
  float grey = dot(hue, vec3(0.3, 0.59, 0.11));
  return mix(uCanvas, mix(hue, vec3(grey), uRestGrey), uRestStrength);
}
vec3 energyColor(vec3 hue, float a) {
  return a < 0.43 ? mix(resting(hue), uThreshold, a / 0.43) : mix(uThreshold, uPeak, (a - 0.43) / 0.57);
}
`;

/**
 * Discs of nodes, as points: one vertex each, where software drivers take an instanced quad for a draw of its own. place: from.xy, to.xy; level: before, now; hue.a: 1, or 0 for a colour
 * used as it is (no ramp).
 */
export const node = {
  vertex: `${head}
in vec4 place;
in vec4 hue;
in vec2 level;
in float size;
uniform float uMove, uEase, uBase, uRest, uMost;
out vec4 vHue;
out float vLevel, vRadius, vReach;
void main() {
  float a = uRest > 0.5 ? 0.0 : mix(level.x, level.y, uEase);
  float r = min(uMost, uBase * size) * (1.0 + 0.45 * a);
  vReach = max(1.6 * r, r + 1.5);
  vHue = hue;
  vLevel = a;
  vRadius = r;
  gl_PointSize = 2.0 * vReach * uRatio;
  gl_Position = vec4((mix(place.xy, place.zw, uMove) - uCam) * uScale, 0.0, 1.0);
}`,
  fragment: `${head}${ramp}
in vec4 vHue;
in float vLevel, vRadius, vReach;
uniform float uHalo, uRest, uBright;
out vec4 color;
void main() {
  float d = length(2.0 * gl_PointCoord - 1.0) * vReach;
  float soft = 0.7 / uRatio;
  float core = 1.0 - smoothstep(vRadius - soft, vRadius + soft, d);
  float faint = min(1.0, vRadius * 1.4);
  vec3 c = vHue.a < 0.5 ? vHue.rgb : mix(energyColor(vHue.rgb, vLevel), vHue.rgb, uBright * (1.0 - vLevel));
  if (uHalo > 0.0) {
    float fade = clamp(1.0 - (d - vRadius) / max(0.6 * vRadius, 1.5), 0.0, 1.0);
    float halo = uHalo * vLevel * fade * fade;
    float alpha = max(core * faint, halo * (1.0 - core));
    color = vec4(mix(uThreshold * halo, c * core * faint, core), alpha);
  } else {
    float rim = smoothstep(vRadius - 1.4, vRadius - 0.2, d) * vLevel * 0.55;
    float alpha = core * faint;
    color = vec4(mix(c, c * 0.35, rim) * alpha, alpha);
  }
}`,
};

/** The same discs before anything is known of them: number gl_VertexID of uTotal on a sunflower spiral. */
export const seed = {
  vertex: `${head}
in float nothing;
uniform float uTotal, uRadius, uBase, uDone;
out float vFresh;
void main() {
  float j = float(gl_VertexID) + nothing;
  float r = uRadius * sqrt((j + 0.5) / uTotal);
  float angle = j * 2.399963229728653;
  vFresh = clamp(1.0 - (uDone - j) / max(60.0, 0.06 * uTotal), 0.0, 1.0);
  gl_PointSize = 2.0 * (uBase * (1.0 + 0.6 * vFresh) + 1.0) * uRatio;
  gl_Position = vec4((vec2(cos(angle), sin(angle)) * r - uCam) * uScale, 0.0, 1.0);
}`,
  fragment: `${head}
in float vFresh;
uniform vec3 uColor, uFresh, uCanvas;
uniform float uBase;
out vec4 color;
void main() {
  float r = uBase * (1.0 + 0.6 * vFresh);
  float a = 1.0 - smoothstep(r - 0.6, r + 0.6, length(2.0 * gl_PointCoord - 1.0) * (r + 1.0));
  color = vec4(mix(mix(uCanvas, uColor, 0.55), uFresh, vFresh) * a, a);
}`,
};

/** Hairlines between places; the colour runs from one end's hue to the other's. */
export const hairline = {
  vertex: `${head}
in vec4 place;
in vec4 hue;
uniform float uMove;
out vec3 vHue;
void main() {
  vHue = hue.rgb;
  gl_Position = vec4((mix(place.xy, place.zw, uMove) - uCam) * uScale, 0.0, 1.0);
}`,
  fragment: `${head}
in vec3 vHue;
uniform vec3 uLink;
uniform float uOpacity;
out vec4 color;
void main() {
  color = vec4(mix(uLink, vHue, 0.45) * uOpacity, uOpacity);
}`,
};

/**
 * Circles of subentities. circle: x, y, radius (world), index; line: width px, opacity, fill opacity, breath. Where uRows
 * is not 0, uEnvelopes holds an outline for each: radius by direction, over twice the circle's.
 */
export const circle = {
  vertex: `${head}
in vec2 position;
in vec4 circle;
in vec4 line;
in vec4 hue;
out vec2 vAt;
out vec4 vLine, vHue;
out float vRadius, vIndex;
uniform float uRows;
void main() {
  float px = circle.z * uScale.x / uPx.x;
  float reach = px * (circle.w < uRows ? 2.0 : 1.0) + 6.0;
  vIndex = circle.w;
  vRadius = px;
  vAt = position * reach;
  vLine = line;
  vLine.x *= 1.0 + line.w * 0.45 * sin(uTime * 3.4907 + circle.w * 1.7);
  vHue = hue;
  gl_Position = vec4((circle.xy - uCam) * uScale + position * reach * uPx, 0.0, 1.0);
}`,
  fragment: `${head}
in vec2 vAt;
in vec4 vLine, vHue;
in float vRadius, vIndex;
uniform vec3 uAccent;
uniform sampler2D uEnvelopes;
uniform float uRows;
out vec4 color;
void main() {
  float d = length(vAt);
  if (vIndex + 0.5 < uRows) { // measured along the direction, so that the outline lies where the circle would
    float reach = textureLod(uEnvelopes, vec2(atan(vAt.y, vAt.x) / 6.2831853 - 0.5 / 64.0, (vIndex + 0.5) / uRows), 0.0).r * 2.0;
    d -= vRadius * (reach - 1.0);
  }
  float half_ = 0.5 * vLine.x;
  float edge = 1.0 - smoothstep(half_ - 0.5, half_ + 0.6, abs(d - vRadius));
  float inside = 1.0 - smoothstep(vRadius - 0.5, vRadius + 0.5, d);
  float deep = mix(0.55, 1.0, smoothstep(0.2, 1.0, d / max(1.0, vRadius)));
  vec3 lineColor = mix(vHue.rgb, uAccent, vHue.a);
  float fill = inside * vLine.z * deep;
  float stroke = edge * vLine.y;
  color = vec4(vHue.rgb * fill * (1.0 - stroke) + lineColor * stroke, fill * (1.0 - stroke) + stroke);
}`,
};

/** Energy on its way. ends: from.xy, to.xy; told: strength, seed, seconds when told, width px. */
export const flow = {
  vertex: `${head}
in vec2 position;
in vec4 ends;
in vec4 told;
out float vAlong, vAcross, vLength, vWidth;
out vec2 vTold;
void main() {
  vec2 a = (ends.xy - uCam) * uScale / uPx;
  vec2 b = (ends.zw - uCam) * uScale / uPx;
  vec2 along = b - a;
  float len = max(0.001, length(along));
  vec2 n = vec2(-along.y, along.x) / len;
  float reach = 0.5 * told.w + 1.0;
  float t = 0.5 * (position.x + 1.0);
  vAlong = t * len;
  vLength = len;
  vAcross = position.y * reach;
  vWidth = told.w;
  vTold = vec2(told.x * exp(-max(0.0, uTime - told.z - 0.15) / 0.55), told.y);
  gl_Position = vec4((a + along * t + n * position.y * reach) * uPx, 0.0, 1.0);
}`,
  fragment: `${head}
in float vAlong, vAcross, vLength, vWidth;
in vec2 vTold;
uniform vec3 uFlow;
uniform float uStill;
out vec4 color;
void main() {
  float period = 58.0;
  float f = uStill > 0.5 ? 0.7 : fract((vAlong - uTime * 70.0) / period + vTold.y); // 0 at a dash's tail, 1 at its head
  float half_ = 0.5 * vWidth * mix(0.3, 1.0, f);
  float body = 1.0 - smoothstep(half_ - 0.5, half_ + 0.6, abs(vAcross));
  float dash = uStill > 0.5 ? 0.45 : 0.1 + 0.9 * f * f * smoothstep(1.0, 0.93, f);
  float ends = smoothstep(0.0, 6.0, vAlong) * smoothstep(0.0, 3.0, vLength - vAlong);
  float alpha = clamp(body * dash * ends * vTold.x, 0.0, 0.95);
  color = vec4(uFlow * alpha, alpha);
}`,
};

/** Rings of flips. at: x, y, seconds when born, direction (+1 outward, -1 inward, 0 still); look: r, g, b, base radius px. */
export const ring = {
  vertex: `${head}
in vec2 position;
in vec4 at;
in vec4 look;
uniform float uLife;
out vec2 vAt;
out vec4 vLook;
out float vAge, vRadius;
void main() {
  vAge = clamp((uTime - at.z) / uLife, 0.0, 1.0);
  float ease = 1.0 - (1.0 - vAge) * (1.0 - vAge);
  vRadius = look.w + (at.w > 0.5 ? 8.0 * ease : at.w < -0.5 ? 8.0 * (1.0 - ease) : 4.0);
  vAt = position * (vRadius + 3.0);
  vLook = vec4(look.rgb, at.w);
  gl_Position = vec4((at.xy - uCam) * uScale + position * (vRadius + 3.0) * uPx, 0.0, 1.0);
}`,
  fragment: `${head}
in vec2 vAt;
in vec4 vLook;
in float vAge, vRadius;
out vec4 color;
void main() {
  float still = step(abs(vLook.a), 0.5);
  float fade = mix((1.0 - vAge) * (1.0 - vAge), step(vAge, 0.999), still);
  float edge = 1.0 - smoothstep(0.6, 1.4, abs(length(vAt) - vRadius));
  float alpha = edge * fade * 0.95;
  color = vec4(vLook.rgb * alpha, alpha);
}`,
};

/** The cached layer, as it was or moved with the camera. */
export const copy = {
  vertex: `
precision highp float;
in vec2 position;
out vec2 vAt;
void main() { vAt = position; gl_Position = vec4(position, 0.0, 1.0); }`,
  fragment: `
precision highp float;
in vec2 vAt;
uniform sampler2D uLayer;
uniform vec4 uPart;   // the viewport within the layer: low.xy, size.xy, 0 to 1
uniform vec2 uShift;  // clip space
uniform float uZoom;
uniform vec3 uCanvas;
out vec4 color;
void main() {
  vec2 at = vAt * uZoom + uShift;
  vec2 uv = uPart.xy + uPart.zw * (0.5 + 0.5 * at);
  float inside = step(max(abs(at.x), abs(at.y)), 1.0);
  vec3 c = mix(uCanvas, texture(uLayer, uv).rgb, inside);
  color = vec4(c, 1.0);
}`,
};

/** A veil in the canvas colour: what is not pointed at, or is not heard of, recedes. */
export const veil = {
  vertex: copy.vertex,
  fragment: `
precision highp float;
uniform vec3 uCanvas;
uniform float uFog;
out vec4 color;
void main() { color = vec4(uCanvas * uFog, uFog); }`,
};
