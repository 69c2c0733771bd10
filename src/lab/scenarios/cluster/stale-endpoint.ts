import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { asks, drawClient, drawVantages } from "./asking.ts";
import { leadByHand } from "./by-hand.ts";
import { podsOf, untilInVain, untilServed } from "./change.ts";
import { buildStack } from "./stack.ts";

/** Endpoints written by hand lead to Pods that were replaced; nearly so: they were written anew. */
export const scenario: ClusterScenario = {
  cause: "stale-endpoint",
  boundary: "service",
  mechanism: "endpoints written by hand lead to the addresses of Pods that are gone",
  expected: { fault: broken("service", "stale-endpoint"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const addresses = async () => (await podsOf(ground, stack)).map(({ address }) => address);
    const service = await leadByHand(ground, draw, { stack, addresses: await addresses() });
    const replace = async () => {
      const gone = await podsOf(ground, stack);
      await ground.kubectl("delete", "pod", "--wait", ...gone.map(({ name }) => name));
      await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
      await untilInVain(ground, service);
    };
    return {
      target: service.target,
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asks(service.url),
      break: replace,
      nearMiss: async () => {
        await replace();
        await service.lead(await addresses());
        for (const place of ["client", "node2"]) await untilServed(ground, service, place);
      },
    };
  },
};
