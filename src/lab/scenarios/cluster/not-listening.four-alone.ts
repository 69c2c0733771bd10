import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { changePods, recreated, untilInVain, untilPodsShow, untilServed } from "./change.ts";
import { overSix } from "./six.ts";
import { buildStack } from "./stack.ts";

/** The application listens on its Pod's address of IPv4 alone, and the Service leads to that of IPv6; nearly so: on all addresses. */
export const scenario: ClusterScenario = overSix({
  cause: "not-listening",
  boundary: "app",
  mechanism: "the application is bound to an address of IPv4 alone, and has no readiness probe",
  expected: { fault: broken("app", "not-listening"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, { ...recreated, container: { readinessProbe: undefined } });
    const env = [{ name: "ADDRESS", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }];
    const listenAt = async (address: string) => {
      await changePods(ground, stack, { args: ["-bind", address], container: { env } });
      await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
      await untilPodsShow(ground, stack, ".items[*].status.phase", /^Running( Running)*$/m);
    };
    return {
      target: stack.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(stack.url),
      break: async () => {
        await listenAt("$(ADDRESS)");
        await untilInVain(ground, stack);
      },
      nearMiss: async () => {
        await listenAt("::");
        for (const place of ["client", "node2"]) await untilServed(ground, stack, place);
      },
    };
  },
});
