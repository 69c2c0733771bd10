import type { KubeEndpoint } from "./kube-endpoints.ts";
import type { KubeNode } from "./kube-nodes.ts";
import type { KubeService } from "./kube-service.ts";

/** What is known of the Service that a request ends at. */
interface ServiceKnown {
  readonly service: KubeService | null;
  readonly endpoints: readonly Pick<KubeEndpoint, "address">[];
  readonly nodes: readonly Pick<KubeNode, "addresses">[];
}

/** Where a request came to. */
interface Reached {
  /** `null` where it came to no address. */
  readonly address: string | null;
  /** `null` where it is not known. */
  readonly port: number | null;
}

/**
 * Whether an address is the Service itself: one of its own, one of a Pod of it, or a node's with a port that the Service has there. At another
 * port of a node, or anywhere else, is a proxy in front of it.
 */
export function goesToService(
  { address, port }: Reached,
  { service, endpoints, nodes }: ServiceKnown,
): boolean {
  if (service === null) return true;
  if (address === null) return false;
  const own = [...service.clusterIps, ...service.otherIps, ...endpoints.map((one) => one.address)];
  return (
    own.includes(address) ||
    (service.ports.some(({ nodePort }) => nodePort === port) &&
      nodes.some(({ addresses }) => addresses.includes(address)))
  );
}
