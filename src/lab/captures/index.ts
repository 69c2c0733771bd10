/**
 * Captures of a request that runs in a world, for the product to judge alone.
 *
 * @module
 */

export type { Captured, CapturePlace } from "./captured.ts";
export { type CaptureForm, drawForm } from "./form.ts";
export { asPcapng } from "./pcapng.ts";
export { takeCaptures } from "./take.ts";
