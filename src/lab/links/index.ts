/**
 * Links that are slow, lose packets or change their order, carried in user space.
 *
 * @module
 */
export { type Emulator, startEmulator } from "./emulator.ts";
export type { LinkEnd } from "./order.ts";
export type { LinkQuality, Way } from "./quality.ts";
