import type { Ms } from "../base/index.ts";

/** The same few questions asked again and again of one server over UDP, to see what share is lost. */
export interface DnsSample {
  /** Numeric address. */
  readonly server: string;
  readonly port: number;
  readonly name: string;
  /** Types that were asked for in turn: those that the server answers at all. */
  readonly types: readonly string[];
  /** Queries sent in quick succession, each after the answer or the loss of the one before, and those without an answer. */
  readonly quickSent: number;
  readonly quickLost: number;
  /** Queries sent slowly, so that no rate limit of a server explains a loss, and those without an answer. */
  readonly slowSent: number;
  readonly slowLost: number;
  /** How long each answer was waited for. */
  readonly wait: Ms;
  /** Median of what the answered ones took; `null` when none was. */
  readonly p50: Ms | null;
}
