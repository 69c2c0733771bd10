import type { ClusterObject } from "../../cluster/index.ts";
import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Stack } from "./stack.ts";

/** Objects that lead a host to a Service. */
export type RouteKind = "Ingress" | "HTTPRoute";

/** A port of a Service, by its number or by its name. */
export type ServicePort = number | string;

/** What a route is written from. */
interface RouteMade {
  readonly name: string;
  readonly host: string;
  readonly kind: RouteKind;
  /** The class, or the Gateway, that it is for. */
  readonly by: string;
}

/** The object that leads all of a host to a port of a stack's Service. networking.k8s.io/v1, Ingress; gateway.networking.k8s.io/v1, HTTPRoute. */
export function routeObject(
  { name, host, kind, by }: RouteMade,
  stack: Pick<Stack, "name">,
  port: ServicePort,
): ClusterObject {
  const metadata = { name };
  if (kind === "HTTPRoute")
    return {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind,
      metadata,
      spec: {
        parentRefs: [{ name: by }],
        hostnames: [host],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            backendRefs: [{ name: stack.name, port }],
          },
        ],
      },
    };
  const service = { name: stack.name, port: typeof port === "number" ? { number: port } : { name: port } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind,
    metadata,
    spec: {
      ingressClassName: by,
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend: { service } }] } }],
    },
  };
}

/** The endpoints behind a port of a stack's Service that are ready: none where it has no such port. discovery.k8s.io/v1, EndpointSlice. */
export async function endpointsBehind(
  { kubectl }: ClusterGround,
  { name }: Pick<Stack, "name">,
  port: ServicePort,
): Promise<readonly { readonly address: string; readonly port: number }[]> {
  const service = JSON.parse(await kubectl("get", "service", name, "-o", "json")) as {
    readonly spec: { readonly ports: readonly Port[] };
  };
  const led = service.spec.ports.find((one) => one.port === port || one.name === port);
  if (led === undefined) return [];
  const selector = `kubernetes.io/service-name=${name}`;
  const slices = JSON.parse(await kubectl("get", "endpointslices", "-l", selector, "-o", "json")) as {
    readonly items: readonly Slice[];
  };
  return slices.items.flatMap(({ endpoints, ports }) => {
    const to = (ports ?? []).find((one) => (one.name ?? "") === (led.name ?? ""))?.port;
    return to === undefined
      ? []
      : (endpoints ?? [])
          .filter(({ conditions }) => conditions?.ready !== false)
          .flatMap(({ addresses }) => addresses.map((address) => ({ address, port: to })));
  });
}

interface Port {
  readonly name?: string;
  readonly port: number;
}

interface Slice {
  readonly ports: readonly Port[] | null;
  readonly endpoints:
    | readonly { readonly addresses: readonly string[]; readonly conditions?: { readonly ready?: boolean } }[]
    | null;
}
