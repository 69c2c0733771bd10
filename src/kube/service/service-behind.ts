import { isAddress } from "../../base/index.ts";
import type { Cluster } from "../api/cluster-read.ts";
import { beginLook, type KubeContext } from "../context.ts";
import type { ServiceAsked } from "../objects/service.ts";
import type { RouteAsked, RouteFound } from "../routes/ingress.ts";
import { routesTo } from "../routes/routes-to.ts";
import { serviceOfAddress } from "./service-of-address.ts";

/** The most routes that a record holds. */
const MOST_ROUTES = 20;

/**
 * The Service that a request ends at by the cluster's own objects: the one that has its address, or the one that an Ingress or an
 * HTTPRoute surely takes its host and path to. `null` where there is none, or more than one.
 */
export async function serviceBehind(
  { host, port, path: whole }: RouteAsked & { readonly port: number },
  cluster: Cluster,
  context: KubeContext,
): Promise<ServiceAsked | null> {
  if (isAddress(host)) return serviceOfAddress({ address: host, port, namespace: null }, cluster, context);
  const record = beginLook(context);
  // What is asked for with it is nobody's business.
  const path = whole.replace(/\?.*$/s, "");
  const found = await routesTo(cluster, { host, path }, context);
  if (found.length === 0) return null;
  const routes = found.slice(0, MOST_ROUTES).map(({ fit: _, ...route }) => route);
  record("kube-routes", { host, path, routes }, { command: "kubectl get ingresses,httproutes -A" });
  const [first, ...rest] = found;
  return first !== undefined && [first, ...rest].every((one) => one.isCertain && isSame(one, first))
    ? first.service
    : null;
}

const isSame = ({ service: a }: RouteFound, { service: b }: RouteFound): boolean =>
  a.namespace === b.namespace && a.service === b.service && a.port === b.port;
