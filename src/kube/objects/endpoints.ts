import type { KubeEndpoint, KubeEndpoints, KubeServicePort } from "../../evidence/index.ts";
import { addressOf, listOf, mapOf, portOf, textOf } from "../api/json.ts";
import { referenceOf } from "./name.ts";

/** What the endpoints are of. */
export interface EndpointsOf {
  readonly namespace: string;
  readonly service: string;
  /** `null` where it is not known: then a slice's only port is it. */
  readonly port: KubeServicePort | null;
}

/** The most endpoints that evidence keeps. */
const MOST_KEPT = 100;

/** The slices of a Service as endpoints, all of them. EndpointSlice, discovery.k8s.io/v1. */
export const endpointsOfSlices = (slices: readonly unknown[], of: EndpointsOf): readonly KubeEndpoint[] =>
  once(slices.flatMap((slice) => endpointsOfSlice(slice, of)));

function endpointsOfSlice(slice: unknown, of: EndpointsOf): readonly KubeEndpoint[] {
  const { endpoints, ports } = mapOf(slice);
  const port = portFor(listOf(ports), of.port);
  return listOf(endpoints).flatMap((value): readonly KubeEndpoint[] => {
    const { addresses, conditions, nodeName, zone, targetRef } = mapOf(value);
    // All addresses of one endpoint are fungible, and clients take the first. EndpointSlice, field `addresses`.
    const address = addressOf(listOf(addresses)[0]);
    if (address === null) return [];
    const { ready, serving, terminating } = mapOf(conditions);
    // "A nil value should be interpreted as true" for ready; serving is as ready where it is not told; terminating false.
    const isReady = ready !== false;
    return [
      {
        address,
        port,
        isReady,
        isServing: typeof serving === "boolean" ? serving : isReady,
        isTerminating: terminating === true,
        node: textOf(nodeName),
        zone: textOf(zone),
        target: referenceOf(targetRef, of.namespace),
      },
    ];
  });
}

/** The endpoints of the older kind, all of them. Endpoints v1. */
export const endpointsOfObject = (object: unknown, of: EndpointsOf): readonly KubeEndpoint[] =>
  once(
    listOf(mapOf(object)["subsets"]).flatMap((subset) => {
      const { addresses, notReadyAddresses, ports } = mapOf(subset);
      const port = portFor(listOf(ports), of.port);
      const all = [
        ...listOf(addresses).map((one) => [one, true] as const),
        ...listOf(notReadyAddresses).map((one) => [one, false] as const),
      ];
      return all.flatMap(([one, isReady]): readonly KubeEndpoint[] => {
        const { ip, nodeName, targetRef } = mapOf(one);
        const address = addressOf(ip);
        if (address === null) return [];
        const target = referenceOf(targetRef, of.namespace);
        const common = { address, port, isReady, isServing: isReady, isTerminating: false, zone: null };
        return [{ ...common, node: textOf(nodeName), target }];
      });
    }),
  );

/** The number that the Service's port has at these endpoints. A port of a slice has the name of the Service's port. */
function portFor(ports: readonly unknown[], asked: KubeServicePort | null): number | null {
  const known = ports.map((value) => {
    const { name, port, protocol } = mapOf(value);
    return { name: textOf(name), port: portOf(port), protocol: textOf(protocol) ?? "TCP" };
  });
  if (asked === null) return known.length === 1 ? (known[0]?.port ?? null) : null;
  const found = known.find(({ name, protocol }) => name === asked.name && protocol === asked.protocol);
  return found?.port ?? null;
}

/** One endpoint may be in two slices while it moves from one to the other: clients merge them. EndpointSlices, "Duplicate endpoints". */
function once(endpoints: readonly KubeEndpoint[]): readonly KubeEndpoint[] {
  const found = new Map<string, KubeEndpoint>();
  for (const endpoint of endpoints) {
    const key = `${endpoint.address} ${endpoint.port}`;
    const other = found.get(key);
    if (other === undefined || (endpoint.isReady && !other.isReady)) found.set(key, endpoint);
  }
  return [...found.values()];
}

/** Endpoints as evidence: counted, and a bounded number of them, those in trouble first. */
export function countEndpoints(
  endpoints: readonly KubeEndpoint[],
  rest: Pick<KubeEndpoints, "namespace" | "service" | "source" | "slices" | "isComplete">,
): KubeEndpoints {
  const rank = ({ isReady, isTerminating }: KubeEndpoint) => (isTerminating ? 1 : isReady ? 2 : 0);
  const { namespace, service, source, slices, isComplete } = rest;
  return {
    namespace,
    service,
    source,
    slices,
    isComplete,
    total: endpoints.length,
    ready: endpoints.filter(({ isReady }) => isReady).length,
    terminating: endpoints.filter(({ isTerminating }) => isTerminating).length,
    endpoints: endpoints.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_KEPT),
  };
}
