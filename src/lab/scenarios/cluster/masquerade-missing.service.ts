import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildMasqueraded } from "./masquerade.ts";
import { untilItShows } from "./starts.ts";

/** The server outside has a Service in front of it: one without a selector, whose endpoint somebody wrote. */
export const scenario: ClusterScenario = {
  cause: "masquerade-missing",
  boundary: "cni",
  changesNodes: "built",
  mechanism: "the Pod's node lacks the masquerade rule, and a Service's endpoint is outside of the cluster",
  expected: { fault: broken("cni", "masquerade-missing"), "near-miss": healthy },
  async build(ground, draw) {
    const name = draw.label();
    const { setup, pod, outer, nodes, removeRule } = await buildMasqueraded(ground, draw);
    const { hostname, port: outerPort, pathname } = new URL(outer.url);
    const port = draw.pick([80, 8080, draw.port()]);
    await ground.apply(
      { apiVersion: "v1", kind: "Service", metadata: { name }, spec: { ports: [{ name: "http", port }] } },
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: `${name}-1`, labels: { "kubernetes.io/service-name": name } },
        addressType: "IPv4",
        ports: [{ name: "http", port: Number(outerPort), protocol: "TCP" }],
        endpoints: [{ addresses: [hostname] }],
      },
    );
    const address = await ground.kubectl("get", "service", name, "-o", "jsonpath={.spec.clusterIP}");
    const proof = pod.asks(`http://${address.trim()}:${port}${pathname}`);
    try {
      await untilItShows(ground, pod.start, { ...proof, faultShows: /^200\/\s|answered/ });
    } catch (error) {
      await setup.fix?.();
      throw error;
    }
    return {
      ...setup,
      target: `kube://${ground.namespace}/${name}:${port}${pathname}`,
      proveByHand: proof,
      vantages: nodes,
      break: async () => {
        await removeRule();
        await untilItShows(ground, pod.start, proof);
      },
      nearMiss: async () => {
        await removeRule();
        await outer.knowsPods();
      },
    };
  },
};
