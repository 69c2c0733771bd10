import type { Cluster } from "../api/cluster-read.ts";
import { gapOf } from "../api/gap.ts";
import type { KubeContext } from "../context.ts";
import { httpRoutes } from "./http-route.ts";
import { bestRoutes, ingressRoutes, type RouteAsked, type RouteFound } from "./ingress.ts";

/** The most routes of one kind that are read. */
const MOST = 2_000;

/** The kinds of objects that take a request to a Service, and how each does. */
const KINDS = [
  {
    path: "/apis/networking.k8s.io/v1/ingresses",
    resource: "ingresses.networking.k8s.io",
    routes: ingressRoutes,
  },
  {
    path: "/apis/gateway.networking.k8s.io/v1/httproutes",
    resource: "httproutes.gateway.networking.k8s.io",
    routes: httpRoutes,
  },
] as const;

/** The Services that a host and path lead to, by Ingress and by Gateway API: several where several controllers serve it. */
export async function routesTo(
  cluster: Cluster,
  asked: RouteAsked,
  context: Pick<KubeContext, "recorder">,
): Promise<readonly RouteFound[]> {
  const found = await Promise.all(
    KINDS.map(async ({ path, resource, routes }): Promise<readonly RouteFound[]> => {
      const list = await cluster.list(path, {}, { most: MOST });
      if (list.outcome === "read") return list.items.flatMap((item) => routes(item, asked));
      // Where the API does not know the kind there are none of it.
      if (list.outcome !== "missing")
        context.recorder.gap(gapOf(list, { verb: "list", resource, namespace: null }));
      return [];
    }),
  );
  return bestRoutes(found.flat());
}
