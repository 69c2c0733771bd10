import type { KubeProxySeen } from "../../evidence/index.ts";
import type { WorkloadSeen } from "./seen.ts";
import type { KubeWorld } from "./world.ts";

/** A DaemonSet of kube-proxy. k3s and others run it within their own process, and some networks in its place. */
export const proxySetOf = (daemonSets: readonly WorkloadSeen[]): WorkloadSeen | null =>
  daemonSets.find(({ images }) => images.some((image) => /(^|\/)kube-proxy[^/]*[:@]/.test(image))) ??
  daemonSets.find(({ namespace, name }) => namespace === "kube-system" && /^kube-proxy/.test(name)) ??
  null;

/** kube-proxy where it is a DaemonSet; `null` where none is seen. */
export function findProxy({ daemonSets, proxyMode }: Pick<KubeWorld, "daemonSets" | "proxyMode">): {
  readonly seen: KubeProxySeen;
  readonly set: WorkloadSeen;
} | null {
  const set = proxySetOf(daemonSets?.all ?? []);
  if (set === null) return null;
  const argued = set.args
    .map((arg) => /^--proxy-mode=([a-z]+)$/.exec(arg)?.[1])
    .find((one) => one !== undefined);
  return {
    set,
    seen: {
      by: `DaemonSet ${set.namespace}/${set.name}`,
      // A configuration file goes before the options.
      mode: proxyMode ?? argued ?? null,
      pods: { ready: set.ready, wanted: set.wanted ?? 0 },
    },
  };
}
