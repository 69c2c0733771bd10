import { listOf, mapOf, numberOf, portOf, textOf } from "../api/json.ts";
import { nameOf } from "../objects/name.ts";
import type { RouteAsked, RouteFound } from "./ingress.ts";
import { hostFit, type PathType, pathFit } from "./match.ts";

const TYPES: Readonly<Record<string, PathType>> = { Exact: "exact", PathPrefix: "prefix" };

/** What an HTTPRoute does with the request: every rule that may take it. gateway.networking.k8s.io/v1, HTTPRoute. */
export function httpRoutes(object: unknown, { host, path }: RouteAsked): readonly RouteFound[] {
  const id = nameOf(object, "HTTPRoute");
  if (id === null) return [];
  const spec = mapOf(mapOf(object)["spec"]);
  const hostnames = listOf(spec["hostnames"]).flatMap((name) => textOf(name) ?? []);
  const fits =
    hostnames.length === 0 ? [0] : hostnames.flatMap((name) => hostFit(name, host, "labels") ?? []);
  if (fits.length === 0) return [];
  const byHost = Math.max(...fits);
  const parent = mapOf(listOf(spec["parentRefs"])[0]);
  const by = textOf(parent["name"]);
  return listOf(spec["rules"]).flatMap((value): RouteFound[] => {
    const { matches, backendRefs } = mapOf(value);
    const best = bestMatch(listOf(matches), path);
    if (best === null) return [];
    const backends = listOf(backendRefs).flatMap((one) => {
      const { name, namespace, port, weight, kind } = mapOf(one);
      const named = textOf(name);
      const isService = (textOf(kind) ?? "Service") === "Service" && (numberOf(weight) ?? 1) > 0;
      return named === null || !isService
        ? []
        : [{ namespace: textOf(namespace) ?? id.namespace, service: named, port: portOf(port) }];
    });
    return backends.map((service) => ({
      kind: "HTTPRoute",
      namespace: id.namespace,
      name: id.name,
      by,
      service,
      isCertain: best.isCertain && backends.length === 1,
      fit: [byHost, best.fit],
    }));
  });
}

/** The best of a rule's matches; one without any takes every path. */
function bestMatch(matches: readonly unknown[], path: string): { fit: number; isCertain: boolean } | null {
  const all = matches.length === 0 ? [{}] : matches;
  const found = all.flatMap((value) => {
    const { path: own, headers, method, queryParams } = mapOf(value);
    const { type, value: pattern } = mapOf(own);
    const kind = TYPES[textOf(type) ?? "PathPrefix"] ?? "unknown";
    // A regular expression is its controller's own: whether it fits is not known.
    const fit = kind === "unknown" ? 0 : pathFit(kind, textOf(pattern) ?? "/", path);
    const isPlain = listOf(headers).length === 0 && listOf(queryParams).length === 0 && method === undefined;
    return fit === null ? [] : [{ fit, isCertain: kind !== "unknown" && isPlain }];
  });
  return found.toSorted((a, b) => b.fit - a.fit || Number(b.isCertain) - Number(a.isCertain))[0] ?? null;
}
