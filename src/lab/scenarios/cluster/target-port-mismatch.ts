import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { patch, untilInVain, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The Service leads to a port at which nothing listens; nearly so: a port that is not declared, at which the application listens. */
export const scenario: ClusterScenario = {
  cause: "target-port-mismatch",
  boundary: "service",
  mechanism: "the Service's targetPort is a number that no container declares or listens on",
  expected: { fault: broken("service", "target-port-mismatch"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const lead = (targetPort: number) =>
      patch(ground, `service/${stack.name}`, {
        spec: { ports: [{ name: "http", port: stack.port, targetPort }] },
      });
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await lead(draw.pick([stack.targetPort + 1, draw.port(), 81]));
        await untilInVain(ground, stack);
      },
      nearMiss: async () => {
        // What a container declares is for readers: it opens no port and closes none. core/v1, ContainerPort.
        const containers = [
          {
            name: "app",
            ports: [
              { $patch: "delete", containerPort: stack.targetPort },
              { name: "web", containerPort: draw.port() },
            ],
            readinessProbe: { httpGet: { path: "/ready", port: stack.targetPort } },
          },
        ];
        await patch(
          ground,
          `deployment/${stack.name}`,
          { spec: { template: { spec: { containers } } } },
          "strategic",
        );
        await lead(stack.targetPort);
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
