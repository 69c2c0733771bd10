import type { Ms } from "../../../../base/index.ts";
import type { DatabaseState, Evidence } from "../../../../evidence/index.ts";
import { ofKind } from "../../reader.ts";
import type { DatabaseInView } from "./in-view.ts";

/** Replicas under load are behind by less. What a person waits for has come by then. */
export const FAR: Ms = 5_000;

/** A replica that takes nothing more from its source. */
export interface StoppedReplica {
  /** The looks that say so, all from the last one back; none where it applies what it gets, or says how far it is behind. */
  readonly looks: readonly Evidence<"database-state">[];
  /** It is stopped by its own word, or has had no link for longer than a reconnect takes. */
  readonly isSure: boolean;
  readonly slots: Readonly<Record<string, string>>;
}

/**
 * Whether a replica applies nothing more, and therefore cannot say how far it is behind: its threads are stopped, or it has no link. A
 * link that is made again takes moments.
 */
export function stoppedIn({ records }: DatabaseInView): StoppedReplica {
  const all = ofKind(records, "database-state").filter(({ value }) => value.isReplica !== null);
  const runs = all.findLastIndex(({ value }) => !isWithout(value));
  const looks = all.slice(runs + 1);
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) return { looks: [], isSure: false, slots: {} };
  const isSure = looks.every(({ value }) => isHalted(value)) || last.observedAt - first.observedAt > FAR;
  return { looks, isSure, slots: { replicaStands: standsOf(last.value) } };
}

/** It has no source that it takes from, and does not know how far it is behind. */
const isWithout = (value: DatabaseState): boolean =>
  value.isReplica === true && value.replicationRuns === false && value.lag === null;

/** By its own word: it does not try, does not apply, or has heard nothing for long. */
const isHalted = ({ replication }: DatabaseState): boolean =>
  replication !== undefined &&
  (replication.applies === false ||
    replication.receives === "stopped" ||
    (replication.receives !== "connected" && (replication.silentFor ?? 0) > FAR));

function standsOf({ replication }: DatabaseState): string {
  const error = replication?.error == null ? "" : ` (error ${replication.error})`;
  if (replication?.applies === false) return `stopped: it does not apply what it receives${error}`;
  if (replication?.receives === "stopped") return `stopped: it receives nothing from its source${error}`;
  return `without a link to its source${error}`;
}
