import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, patch, untilInVain, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The Service leads to a named port that no container declares; nearly so: both are renamed. */
export const scenario: ClusterScenario = {
  cause: "target-port-mismatch",
  boundary: "service",
  mechanism: "the Service's targetPort is a name that no container declares",
  expected: { fault: broken("service", "target-port-mismatch"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, { byName: true });
    const name = draw.pick(["http", "api", draw.label()]);
    const lead = () =>
      patch(ground, `service/${stack.name}`, {
        spec: { ports: [{ name: "http", port: stack.port, targetPort: name }] },
      });
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await lead();
        await untilInVain(ground, stack);
      },
      nearMiss: async () => {
        await changePods(ground, stack, {
          container: {
            ports: [{ name, containerPort: stack.targetPort }],
            readinessProbe: { httpGet: { path: "/ready", port: name } },
          },
        });
        await lead();
        await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
};
