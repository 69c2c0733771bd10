import type { ClusterGround } from "../../cluster-scenario.ts";

const GROUP = "gateway.networking.k8s.io";

/**
 * Makes the API serve HTTPRoutes: the definition of the kind, its schema left open. Who installs the Gateway API has a longer one.
 * apiextensions.k8s.io/v1, CustomResourceDefinition.
 */
export async function serveHttpRoutes({ cluster }: ClusterGround): Promise<void> {
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `httproutes.${GROUP}`,
      // A group of Kubernetes itself: without this the API serves no definition of it.
      annotations: { "api-approved.kubernetes.io": "unapproved, for a lab" },
    },
    spec: {
      group: GROUP,
      scope: "Namespaced",
      names: { kind: "HTTPRoute", listKind: "HTTPRouteList", plural: "httproutes", singular: "httproute" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
        },
      ],
    },
  };
  await cluster.apply([definition]);
  await cluster.waitReady(`crd/httproutes.${GROUP}`, "Established");
}
