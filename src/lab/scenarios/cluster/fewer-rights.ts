import type { AccessRule } from "../../cluster/index.ts";
import type { ClusterGround, ClusterScenario } from "../../cluster-scenario.ts";
import type { Variant } from "../../scenario.ts";

/** What an account that looks at requests is usually given, by group of the API. */
const readable: Readonly<Record<string, readonly string[]>> = {
  "": ["services", "endpoints", "pods", "pods/log", "nodes", "namespaces", "events", "configmaps"],
  "discovery.k8s.io": ["endpointslices"],
  "networking.k8s.io": ["networkpolicies", "ingresses"],
  apps: ["deployments", "replicasets", "statefulsets", "daemonsets"],
  batch: ["jobs"],
};

/** A kubeconfig of an account that may read all that is usual but some resources: its role was written by hand. */
export const kubeconfigWithout = (
  { cluster, namespace }: ClusterGround,
  unread: readonly string[],
): Promise<string> =>
  // No two namespaces have the same name, and an account belongs to one case.
  cluster.kubeconfigFor(
    namespace,
    Object.entries(readable).flatMap(([group, all]): readonly AccessRule[] => {
      const resources = all.filter((resource) => !unread.includes(resource));
      const verbs = ["get", "list", "watch"];
      return resources.length === 0 ? [] : [{ apiGroups: [group], resources, verbs }];
    }),
  );

/** The same, looked at with an account that may not read some resources. `expected` replaces what these variants say. */
export const lookedAtWithout = (
  base: ClusterScenario,
  unread: readonly string[],
  expected: { readonly [V in Variant]?: ClusterScenario["expected"][V] } = {},
): ClusterScenario => ({
  ...base,
  mechanism: `${base.mechanism}; the account may not read ${unread.join(" and ")}`,
  expected: { ...base.expected, ...expected },
  async build(ground, draw) {
    const kubeconfig = await kubeconfigWithout(ground, unread);
    return { ...(await base.build(ground, draw)), kubeconfig };
  },
});
