import type { Evidence } from "../evidence/index.ts";

/** The hop that a record tells of: the client's own request is the first. */
export const hopOf = ({ hop }: Evidence): number => hop ?? 1;

/** The records of one hop, and those of all that lie behind it. */
export interface HopRecords {
  readonly own: readonly Evidence[];
  readonly deeper: readonly Evidence[];
}

/** Divides records at a hop. */
export function recordsOfHop(evidence: readonly Evidence[], hop: number): HopRecords {
  // Most runs know of one hop alone.
  if (hop === 1 && evidence.every((record) => record.hop === undefined)) return { own: evidence, deeper: [] };
  return {
    own: evidence.filter((record) => hopOf(record) === hop),
    deeper: evidence.filter((record) => hopOf(record) > hop),
  };
}

/** The hops on which something was asked, in the order in which the request passes them. */
export const hopsAsked = (evidence: readonly Evidence[]): readonly number[] =>
  [...new Set(evidence.filter(({ kind }) => kind === "request-asked").map(hopOf))].toSorted((a, b) => a - b);
