import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { patch, untilInVain, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** The Service offers another port than is asked for; nearly so: it offers both. */
export const scenario: ClusterScenario = {
  cause: "service-missing",
  boundary: "service",
  mechanism: "the Service has no such port",
  expected: { fault: broken("service", "service-missing"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const other = { name: draw.coin() ? "http" : "plain", port: draw.port(), targetPort: stack.targetPort };
    const offer = (...ports: readonly object[]) =>
      patch(ground, `service/${stack.name}`, { spec: { ports } });
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await offer(other);
        await untilInVain(ground, stack);
      },
      nearMiss: async () => {
        await offer(
          { ...other, name: "plain" },
          { name: "http", port: stack.port, targetPort: stack.targetPort },
        );
        const port = String(other.port);
        await untilServed(ground, { url: stack.url.replace(`:${stack.port}/`, `:${port}/`) });
      },
    };
  },
};
