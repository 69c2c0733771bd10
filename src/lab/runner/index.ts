/**
 * Worlds from outside: opening them, running the product in them, scoring it.
 *
 * @module
 */
export { type OpenWorld, openWorld } from "./open-world.ts";
export { fetchNeeds, openWorldOf } from "./open-world-of.ts";
export type { Built, Checked, Proven } from "./protocol.ts";
export {
  type Case,
  caseName,
  checkByHand,
  type HandChecked,
  type Scored,
  scoreCase,
  verdictOf,
} from "./run-scenario.ts";
export { sideBySide } from "./side-by-side.ts";
export { type Summary, summarize } from "./summary.ts";
