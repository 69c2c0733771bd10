import type { Ms } from "../../base/index.ts";
import type { Replication } from "../../evidence/index.ts";
import { numberOf } from "../state/collected.ts";

/** How a replica stands to its source, by the facts of INFO. -1 is what Redis says for never. */
export function replicationOf(fact: (name: string) => string | null): Replication {
  const isUp = fact("master_link_status") === "up";
  const isCopying = fact("master_sync_in_progress") === "1";
  const seconds = numberOf(fact(isUp ? "master_last_io_seconds_ago" : "master_link_down_since_seconds"));
  return {
    receives: isCopying ? "copying" : isUp ? "connected" : "connecting",
    applies: null,
    error: null,
    silentFor: seconds === null || seconds < 0 ? null : seconds * 1_000,
  };
}

/** How far it is behind: as long as it has no link. How often a source that lives is heard, its own setting says, which is not seen from here. */
export const lagOf = (replication: Replication | null): Ms | null =>
  replication === null || replication.receives === "connected" ? null : replication.silentFor;
