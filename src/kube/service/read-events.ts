import type { KubeEvents, KubeName } from "../../evidence/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import { beginLook, type KubeContext } from "../context.ts";
import { eventOf } from "../objects/event.ts";
import { inNamespace } from "./read-service.ts";

/** Events of one object: a cluster keeps them for an hour, and counts those alike. */
const MOST_OF_ONE = 100;

/** Events that evidence keeps, the newest. */
const MOST_KEPT = 50;

/** Reads and records the events of these objects, and of no other of their names; `null` where none could be read. */
export async function readEvents(
  objects: readonly KubeName[],
  cluster: Cluster,
  context: KubeContext,
): Promise<KubeEvents | null> {
  const record = beginLook(context);
  const named = objects.flatMap((object) => (object.uid === null ? [] : [{ ...object, uid: object.uid }]));
  if (named.length === 0) return null;
  const read = await Promise.all(
    named.map(async ({ namespace, uid }) => {
      // What belongs to no namespace has its events in the default one.
      const space = namespace === "" ? "default" : namespace;
      const query = { fieldSelector: `involvedObject.uid=${uid}` };
      const list = await cluster.list(`${inNamespace(space)}/events`, query, { most: MOST_OF_ONE });
      if (list.outcome === "read") return list.items.flatMap((item) => eventOf(item, uid) ?? []);
      context.recorder.gap(gapOf(list, { verb: "list", resource: "events", namespace: space }));
      return null;
    }),
  );
  if (read.every((events) => events === null)) return null;
  const events = read
    .flatMap((found) => found ?? [])
    .toSorted((a, b) => (a.lastAt ?? 0) - (b.lastAt ?? 0))
    .slice(-MOST_KEPT);
  const [first] = named;
  record(
    "kube-events",
    { events },
    {
      by: "logged",
      command: `kubectl -n ${first?.namespace || "default"} get events --field-selector involvedObject.uid=${first?.uid ?? ""}`,
    },
  );
  return { events };
}
