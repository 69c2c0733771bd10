import type { KubeRoute } from "../../evidence/index.ts";
import { isMap, listOf, mapOf, portOf, textOf } from "../api/json.ts";
import { nameOf } from "../objects/name.ts";
import type { ServiceAsked } from "../objects/service.ts";
import { hostFit, type PathType, pathFit } from "./match.ts";

/** Where a request comes in. */
export interface RouteAsked {
  readonly host: string;
  readonly path: string;
}

/** A route that takes a request to a Service, and how well it fits. */
export interface RouteFound extends KubeRoute {
  /** The better of two fits more: by host first, then by path. */
  readonly fit: readonly [number, number];
}

/** What an Ingress does with the request: its best rule, or its default backend. networking.k8s.io/v1, Ingress. */
export function ingressRoutes(object: unknown, { host, path }: RouteAsked): readonly RouteFound[] {
  const id = nameOf(object, "Ingress");
  if (id === null) return [];
  const spec = mapOf(mapOf(object)["spec"]);
  const annotation = mapOf(mapOf(mapOf(object)["metadata"])["annotations"])["kubernetes.io/ingress.class"];
  const common = {
    kind: "Ingress" as const,
    namespace: id.namespace,
    name: id.name,
    by: textOf(spec["ingressClassName"]) ?? textOf(annotation),
  };
  const found = listOf(spec["rules"]).flatMap((value): RouteFound[] => {
    const { host: pattern, http } = mapOf(value);
    const byHost = hostFit(textOf(pattern), host, "one-label");
    if (byHost === null) return [];
    return listOf(mapOf(http)["paths"]).flatMap((one) => {
      const { path: own, pathType, backend } = mapOf(one);
      const type: PathType = pathType === "Exact" ? "exact" : pathType === "Prefix" ? "prefix" : "unknown";
      const byPath = pathFit(type, textOf(own) ?? "/", path);
      const service = backendOf(backend, id.namespace);
      return byPath === null || service === null
        ? []
        : [{ ...common, service, isCertain: type !== "unknown", fit: [byHost, byPath] as const }];
    });
  });
  if (found.length > 0) return found;
  const service = backendOf(spec["defaultBackend"], id.namespace);
  return service === null ? [] : [{ ...common, service, isCertain: true, fit: [-1, 0] }];
}

function backendOf(backend: unknown, namespace: string): ServiceAsked | null {
  const { service } = mapOf(backend);
  if (!isMap(service)) return null;
  const name = textOf(service["name"]);
  const { number, name: named } = mapOf(service["port"]);
  return name === null ? null : { namespace, service: name, port: portOf(number) ?? textOf(named) };
}

/** The best of the routes, each serving controller's own. */
export const bestRoutes = (routes: readonly RouteFound[]): readonly RouteFound[] =>
  routes.filter(
    (route) =>
      !routes.some(
        (other) => other.kind === route.kind && other.by === route.by && compare(other.fit, route.fit) > 0,
      ),
  );

const compare = (a: RouteFound["fit"], b: RouteFound["fit"]): number => a[0] - b[0] || a[1] - b[1];
