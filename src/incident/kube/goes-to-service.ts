import type { KubeEndpoint, KubeNode, KubeService, RequestAsked } from "../../evidence/index.ts";
import { schemeOfPort } from "./scheme-of-port.ts";

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
  readonly port: number;
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

/**
 * The request as a proxy in front of the Service makes it: by the protocol of the Service's port, for TLS ends at the proxy. A Service that
 * lacks the port that is asked for says nothing of its protocol: then it is HTTP, as behind most proxies.
 */
export function askedBehindProxy(asked: RequestAsked, service: KubeService | null): RequestAsked {
  if (asked.scheme !== "https" && asked.scheme !== "http") return asked;
  const port = service?.port ?? null;
  const scheme = port === null ? "http" : (schemeOfPort(port) ?? asked.scheme);
  return { ...asked, scheme };
}
