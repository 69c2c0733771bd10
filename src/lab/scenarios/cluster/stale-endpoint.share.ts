import type { ClusterScenario } from "../../cluster-scenario.ts";
import { degraded, healthy, undecided } from "../../scenario.ts";
import { asksOften, drawClient, drawVantages, IN_VAIN, statusOf } from "./asking.ts";
import { leadByHand } from "./by-hand.ts";
import { podsOf } from "./change.ts";
import { buildStack } from "./stack.ts";

/** One of the addresses that a person has written is no Pod's any more; nearly so: it was taken out. */
export const scenario: ClusterScenario = {
  cause: "stale-endpoint",
  boundary: "service",
  mechanism: "one of several endpoints written by hand leads to a Pod that is gone",
  expected: {
    fault: undecided(
      degraded("service", "stale-endpoint"),
      "from outside, with no node in view, nobody says that the address is one of Pods",
    ),
    "near-miss": healthy,
  },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const pods = draw.shuffle(await podsOf(ground, stack));
    const service = await leadByHand(ground, draw, { stack, addresses: pods.map(({ address }) => address) });
    const [gone, ...left] = pods;
    if (gone === undefined) throw new Error("a stack has Pods");
    const end = async () => {
      await ground.kubectl("delete", "pod", "--wait", gone.name);
      await ground.kubectl("rollout", "status", `deployment/${stack.name}`, "--timeout=60s");
      await ground.until(
        "node1",
        statusOf(`http://${gone.address}:${stack.targetPort}${stack.path}`),
        IN_VAIN,
      );
    };
    return {
      target: service.target,
      options: ["--count", String(draw.integer(12, 20))],
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      proveByHand: asksOften(service.url, { times: 30 }),
      break: end,
      nearMiss: async () => {
        await service.lead(left.map(({ address }) => address));
        await end();
      },
    };
  },
};
