import { ownerOf } from "../../diagnose/index.ts";
import type { Evidence, KubePod, ServiceLook } from "../../evidence/index.ts";
import type { Vantage } from "../../vantage/index.ts";
import type { NodeInView } from "./nodes-in-view.ts";

/** A vantage, and what of the cluster it is. */
export interface Place {
  readonly vantage: Vantage;
  readonly is: ServiceLook["from"];
  /** The node that it is, or whose Pod it is. */
  readonly node: NodeInView | null;
  readonly pod: KubePod | null;
}

/** What each vantage is to the cluster, by the addresses that it has. */
export function placesOf(
  vantages: readonly Vantage[],
  evidence: readonly Evidence[],
  cluster: { readonly nodes: readonly NodeInView[]; readonly pods: readonly KubePod[] },
): readonly Place[] {
  const owns = (vantage: Vantage, addresses: readonly string[]): boolean =>
    addresses.some((address) => ownerOf(evidence, address) === vantage.name);
  return vantages.map((vantage): Place => {
    const node = cluster.nodes.find(({ addresses }) => owns(vantage, addresses)) ?? null;
    if (node !== null) return { vantage, is: "node", node, pod: null };
    const pod = cluster.pods.find((one) => !one.isOnHostNetwork && owns(vantage, one.addresses)) ?? null;
    if (pod === null) return { vantage, is: "outside", node: null, pod: null };
    const home = cluster.nodes.find(({ name }) => name === pod.node) ?? null;
    return { vantage, is: "pod", node: home, pod };
  });
}
