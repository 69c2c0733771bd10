import { imageName } from "../cluster/index.ts";
import type { ClusterGround } from "../cluster-scenario.ts";
import type { Draw } from "../draw.ts";
import type { Variant } from "../scenario.ts";

/**
 * What goes on in any cluster and is nobody's fault: a Pod of somebody else that crashes, one that cannot be scheduled, a Service
 * without Pods, and a policy that allows. None of it has to do with the Service that is asked.
 */
export async function addClusterNoise({ apply }: ClusterGround, variant: Variant, draw: Draw): Promise<void> {
  if (variant !== "noisy" && variant !== "drowned") return;
  const name = (what: string) => `${what}-${draw.integer(100, 999)}`;
  const stranger = (pod: string, spec: object) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: pod, labels: { app: pod } },
    spec: { terminationGracePeriodSeconds: 1, ...spec },
  });
  const crashing = name("batch");
  const pending = name("huge");
  await apply(
    stranger(crashing, {
      containers: [{ name: "c", image: imageName("busybox"), command: ["sh", "-c", "echo boom; exit 3"] }],
    }),
    stranger(pending, {
      containers: [
        {
          name: "c",
          image: imageName("busybox"),
          command: ["sleep", "1000"],
          resources: { requests: { cpu: "64" } },
        },
      ],
    }),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: name("legacy") },
      spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: name("allow") },
      spec: { podSelector: { matchLabels: { app: crashing } }, policyTypes: ["Ingress"], ingress: [{}] },
    },
  );
}
