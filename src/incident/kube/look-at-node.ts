import { readNodeNetwork, readServiceDatapath } from "../../kube/index.ts";
import type { Walk } from "../walk.ts";
import type { ClusterState } from "./enter-cluster.ts";
import type { NodeInView } from "./nodes-in-view.ts";
import type { Place } from "./places.ts";

/** What a node does with packets to the Service. Read twice, it tells what stays from what is on its way. */
export async function lookAtDatapath(
  { vantage, is, node }: Place,
  { service }: ClusterState,
  { recorder, clock, signal }: Walk,
): Promise<void> {
  const services = servicesOf(service);
  if (is !== "node" || node === null || services.length === 0) return;
  await readServiceDatapath(vantage, { node: node.name, services }, recorder.at(vantage.name), {
    clock,
    signal,
  });
}

/** The Service's own addresses with its port, as a node has them. */
export function servicesOf(service: ClusterState["service"]) {
  if (service?.port == null || service.port.protocol === "SCTP") return [];
  const { port, protocol } = service.port;
  return service.clusterIps.map((address) => ({ address, port, protocol }) as const);
}

/** What a node does with the packets of Pods, of the family that the request goes by. */
export async function lookAtNode(
  { vantage, is, node }: Place,
  {
    nodes,
    pods,
    family,
  }: Pick<ClusterState, "pods"> & { readonly nodes: readonly NodeInView[]; readonly family: 4 | 6 },
  { recorder, clock, signal }: Walk,
): Promise<void> {
  if (is !== "node" || node === null) return;
  const addressesOn = (name: string) =>
    pods.filter((pod) => pod.node === name && !pod.isOnHostNetwork).flatMap((pod) => pod.addresses);
  await readNodeNetwork(
    vantage,
    {
      node: node.name,
      family,
      own: node.podRanges,
      ownPods: addressesOn(node.name),
      others: nodes
        .filter(({ name }) => name !== node.name)
        .map(({ name, addresses, podRanges }) => ({
          name,
          addresses,
          podRanges,
          podAddresses: addressesOn(name),
        })),
    },
    recorder.at(vantage.name),
    { clock, signal },
  );
}
