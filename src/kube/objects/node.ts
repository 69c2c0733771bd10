import type { KubeNode } from "../../evidence/index.ts";
import { addressOf, listOf, mapOf, messageOf, textOf, timeOf } from "../api/json.ts";
import { conditionOf } from "./pod.ts";

const PRESSURES = { MemoryPressure: "memory", DiskPressure: "disk", PIDPressure: "pid" } as const;

/** Addresses and ranges of one node that are kept. */
const MOST = 20;

/** A node as it was read. */
export interface NodeRead {
  readonly node: KubeNode;
  readonly uid: string | null;
}

/** A node of the API as evidence; `null` where it has no name. Kubernetes API, Node v1. */
export function nodeOf(object: unknown): NodeRead | null {
  const { metadata, spec: rawSpec, status: rawStatus } = mapOf(object);
  const name = textOf(mapOf(metadata)["name"]);
  if (name === null) return null;
  const spec = mapOf(rawSpec);
  const status = mapOf(rawStatus);
  const ready = conditionOf(status["conditions"], "Ready");
  const network = conditionOf(status["conditions"], "NetworkUnavailable")["status"];
  const isReady = ready["status"] === "True" ? "yes" : ready["status"] === "False" ? "no" : "unknown";
  const ranges = [spec["podCIDR"], ...listOf(spec["podCIDRs"])].flatMap((range) => textOf(range) ?? []);
  return {
    uid: textOf(mapOf(metadata)["uid"]),
    node: {
      name,
      addresses: listOf(status["addresses"])
        .flatMap((one) => addressOf(mapOf(one)["address"]) ?? [])
        .slice(0, MOST),
      podRanges: [...new Set(ranges)].slice(0, MOST),
      ready: isReady,
      readyChangedAt: timeOf(ready["lastTransitionTime"]),
      reason: isReady === "yes" ? null : textOf(ready["reason"]),
      message: isReady === "yes" ? null : messageOf(ready["message"]),
      isNetworkUnavailable: network === "True" ? true : network === "False" ? false : null,
      isCordoned: spec["unschedulable"] === true,
      pressures: Object.entries(PRESSURES).flatMap(([type, word]) =>
        conditionOf(status["conditions"], type)["status"] === "True" ? [word] : [],
      ),
    },
  };
}
