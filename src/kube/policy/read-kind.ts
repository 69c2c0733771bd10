import { gapOf } from "../api/gap.ts";
import type { KindServed } from "./kinds.ts";
import { rawList, rawObject, rawText } from "./raw.ts";
import type { PolicyLook } from "./read-one.ts";

/** What of the API is served, as `group/version`, by which what is not installed is not asked for; `null` where it does not tell. */
export type Served = ReadonlySet<string> | null;

/** Reads what the API serves. Without it each kind is asked for: what is not there is told so. */
export async function readServed({ cluster }: PolicyLook): Promise<Served> {
  const read = await cluster.get("/apis");
  if (read.outcome !== "read") return null;
  const groups = rawList(rawObject(read.object)["groups"]).map(rawObject);
  return new Set(
    groups.flatMap(({ versions }) =>
      rawList(versions).flatMap((one) => rawText(rawObject(one)["groupVersion"]) ?? []),
    ),
  );
}

/** Where and how much of a kind is read. */
interface KindAsked {
  readonly served: Served;
  /** For what belongs to one. */
  readonly namespaces: readonly string[];
  readonly most: number;
}

/** What was read of a kind in one place. */
interface PlaceRead {
  readonly namespace: string | null;
  /** `null` where it was not read. */
  readonly items: readonly unknown[] | null;
  readonly isWhole: boolean;
}

/** Reads all of a kind: none where it is not served. What may not be read is a gap, told of the last way to it. */
export async function readKind(
  look: PolicyLook,
  { apis, resource, isNamespaced }: KindServed,
  { served, namespaces, most }: KindAsked,
): Promise<readonly PlaceRead[]> {
  const ways = served === null ? apis : apis.filter((api) => served.has(api));
  return Promise.all(
    (isNamespaced ? namespaces : [null]).map(async (namespace) => {
      const place = namespace === null ? "" : `namespaces/${namespace}/`;
      let refusal: (() => void) | null = null;
      for (const api of ways) {
        const read = await look.cluster.list(`/apis/${api}/${place}${resource}`, {}, { most });
        if (read.outcome === "read") return { namespace, items: read.items, isWhole: read.isComplete };
        if (read.outcome === "missing") continue;
        const wanted = { verb: "list", resource: `${resource}.${api.split("/")[0]}`, namespace } as const;
        refusal = () => look.recorder.gap(gapOf(read, wanted, "cni"));
        if (read.outcome !== "forbidden") break;
      }
      refusal?.();
      return { namespace, items: refusal === null ? [] : null, isWhole: refusal === null };
    }),
  );
}
