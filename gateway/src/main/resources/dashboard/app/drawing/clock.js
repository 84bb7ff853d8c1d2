/** Time on the shaders' clock: seconds, small enough for a float. */
const start = performance.now();
export const shaderTime = (now = performance.now()) => (now - start) / 1000;
