import type { ClusterScenario } from "../../cluster-scenario.ts";
import { healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { podsOf, untilServed } from "./change.ts";
import { deploymentOf } from "./stack.ts";

/** A Service without an address of its own: its name leads to the Pods. core/v1, ServiceSpec, clusterIP None. */
export const scenario: ClusterScenario = {
  cause: null,
  boundary: null,
  mechanism: "a headless Service",
  expected: { healthy },
  async build(ground, draw) {
    const name = draw.label();
    const labels = { app: name };
    const targetPort = draw.port();
    await ground.apply(deploymentOf({ name, labels, targetPort, replicas: draw.integer(1, 3) }, {}), {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: { clusterIP: "None", selector: labels, ports: [{ name: "http", port: targetPort }] },
    });
    await ground.kubectl("rollout", "status", `deployment/${name}`, "--timeout=60s");
    const [pod] = await podsOf(ground, { labels });
    const path = `/${draw.label()}`;
    const url = `http://${pod?.address}:${targetPort}${path}`;
    for (const place of ["client", "node2"]) await untilServed(ground, { url }, place);
    return {
      target: `kube://${ground.namespace}/${name}:${targetPort}${path}`,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(url),
    };
  },
};
