/**
 * Trouble that is no part of the request.
 *
 * @module
 */
export { type NoiseGround, type NoiseKind, noiseKinds } from "./ground.ts";
export { makeNoise } from "./make.ts";
