import type { Ms } from "../../base/index.ts";
import type { Gap } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import type { Seen } from "./world.ts";

/** The most objects of one kind: four times the Pods of a cluster whose overview must take no more than 10 s. */
const MOST = 20_000;

/** Objects of one page: all pages but the last few are gone from memory, and five times as many requests cost nothing that shows. */
const PAGE = 100;

/** How long a page may take: more lists are asked for than there are connections, and each waits for its turn. */
const PATIENCE: Ms = 20_000;

/** Where the DNS, kube-proxy and most plugins live. */
export const SYSTEM = "kube-system";

/** One kind of objects to list. */
export interface Listing<T> {
  /** `/apis/apps/v1` */
  readonly base: string;
  /** As a role names it, without its group. */
  readonly resource: string;
  readonly group?: string;
  /**
   * Where an overview is narrowed to a namespace: `own` lists that one, `system` the system's besides, `every` all of them. Left out
   * for what belongs to none.
   */
  readonly scope?: "own" | "system" | "every";
  see(object: unknown): T | null;
}

/** What all lists share. */
export interface ListContext {
  readonly cluster: Cluster;
  readonly gaps: Gap[];
  readonly namespace: string | null;
}

/** Lists them and takes down what could not be listed; of each object only what `see` makes of it is held. */
export async function listSeen<T>(
  { base, resource, group, scope, see }: Listing<T>,
  { cluster, gaps, namespace }: ListContext,
): Promise<Seen<T>> {
  const places =
    namespace === null || scope === undefined || scope === "every"
      ? [null]
      : scope === "own" || namespace === SYSTEM
        ? [namespace]
        : [namespace, SYSTEM];
  const named = group === undefined ? resource : `${resource}.${group}`;
  const parts = await Promise.all(
    places.map(async (place) => {
      const path = place === null ? "" : `/namespaces/${encodeURIComponent(place)}`;
      const read = await cluster.list(
        `${base}${path}/${resource}`,
        {},
        { most: MOST, keep: see, page: PAGE, timeout: PATIENCE },
      );
      if (read.outcome !== "read") {
        gaps.push(gapOf(read, { verb: "list", resource: named, namespace: place }));
        return null;
      }
      if (!read.isComplete)
        gaps.push({
          boundary: "service",
          needs: `${named} beyond the first ${read.items.length}`,
          reason: "unreadable",
          allowBy: "Narrow the overview: --namespace NAME",
        });
      // `see` made each of them.
      const all = read.items.filter((one) => one !== null) as readonly unknown[] as readonly T[];
      return { all, isComplete: read.isComplete };
    }),
  );
  // The namespace that was asked for comes first; without the system's, less is said.
  if (parts[0] === null || parts[0] === undefined) return null;
  return {
    all: parts.flatMap((part) => part?.all ?? []),
    isComplete: parts.every((part) => part?.isComplete === true),
  };
}
