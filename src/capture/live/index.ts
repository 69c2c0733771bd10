/**
 * Packets as they pass, until a bound is reached.
 *
 * @module
 */
export type { PacketEnd } from "./headers-only.ts";
export { type LiveCapture, type LiveOptions, type LiveState, recordLive } from "./record-live.ts";
export {
  MOST_OWN_OCTETS,
  type OwnPackets,
  type OwnRecording,
  recordOwn,
} from "./record-own.ts";
