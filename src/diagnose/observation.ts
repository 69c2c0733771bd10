import type { NonEmpty } from "../base/index.ts";
import { type ObservationName, vocabulary } from "./vocabulary/index.ts";

/** A proposition that records answer. What no record answers has no observation: it is neither yes nor no. */
export interface Observation {
  readonly name: ObservationName;
  readonly holds: boolean;
  /** The vantage it is true of when its scope is `host`; `null` for the flow and the path of the request. */
  readonly at: string | null;
  /** Weaker than the vocabulary says, where this source only suggests it. */
  readonly strength: "states" | "suggests";
  /** Words and numbers for the templates of the causes: `{missingIssuer}`, `{octets}`. */
  readonly slots: Readonly<Record<string, string>>;
  /** Ids of the records that say so. */
  readonly cites: NonEmpty<string>;
}

/** Whether this is the answer that is out of order. */
export const isAbnormal = ({ name, holds }: Observation) => vocabulary[name].abnormal?.when === holds;

/** Whether the request suffered by it: it must then be explained. */
export const isSymptom = (observation: Observation) =>
  isAbnormal(observation) && vocabulary[observation.name].abnormal?.effect !== "stands-out";
