import type { ClusterGround } from "../../cluster-scenario.ts";
import type { Draw } from "../../draw.ts";
import { untilServed } from "./change.ts";
import type { Stack } from "./stack.ts";

/** A Service whose endpoints a person has written. */
export interface ByHand extends Pick<Stack, "url"> {
  readonly name: string;
  readonly target: string;
  /** Writes other addresses in their place. */
  lead(addresses: readonly string[]): Promise<void>;
}

/** Makes a Service without a selector that leads to a stack's Pods by their addresses of now. discovery.k8s.io/v1, EndpointSlice. */
export async function leadByHand(
  ground: ClusterGround,
  draw: Draw,
  { stack, addresses }: { readonly stack: Stack; readonly addresses: readonly string[] },
): Promise<ByHand> {
  const name = draw.label();
  const port = draw.pick([80, draw.port()]);
  const lead = (to: readonly string[]) =>
    ground.apply({
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${name}-1`, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      ports: [{ name: "http", port: stack.targetPort, protocol: "TCP" }],
      endpoints: to.map((address) => ({ addresses: [address], conditions: { ready: true } })),
    });
  await ground.apply({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name },
    spec: { ports: [{ name: "http", port, targetPort: stack.targetPort }] },
  });
  await lead(addresses);
  const address = (await ground.kubectl("get", "service", name, "-o", "jsonpath={.spec.clusterIP}")).trim();
  const url = `http://${address}:${port}${stack.path}`;
  for (const place of ["client", "node2"]) await untilServed(ground, { url }, place);
  return { name, url, lead, target: `kube://${ground.namespace}/${name}:${port}${stack.path}` };
}
