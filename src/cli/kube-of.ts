import type { ConfigFile, Target } from "../config/index.ts";
import type { KubeAsked } from "../incident/index.ts";

/** The options that name a cluster. */
interface KubeArguments {
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** The Service that the request is for, and how its cluster is asked; `null` where neither is named. */
export function kubeOf(
  { kube, host, port }: Target,
  config: ConfigFile | null,
  args: KubeArguments,
): KubeAsked | null {
  const { namespace = null, service = null } = config?.cluster ?? {};
  const kubeconfig = args.kubeconfig ?? config?.cluster?.kubeconfig ?? null;
  const context = args.context ?? config?.cluster?.context ?? null;
  const isNamed = args.kubeconfig !== undefined || args.context !== undefined;
  const how = { kubeconfig, context, ...(isNamed ? { isWanted: true as const } : {}) };
  if (kube !== undefined) return { ...how, ...kube };
  if (service !== null) return { ...how, namespace, service, port: null };
  if (config?.cluster == null && !isNamed) return null;
  // The name that the cluster's DNS has for a Service. Kubernetes, DNS for Services and Pods.
  const [, called = null, within = null] = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.|$)/.exec(host) ?? [];
  return { ...how, namespace: within, service: called, port: called === null ? null : port };
}
