import type { ClusterScenario } from "../../cluster-scenario.ts";
import { degraded, healthy } from "../../scenario.ts";
import { asksOften } from "./asking.ts";
import { patch, podsOf, untilInVain, untilServed } from "./change.ts";
import { emptyingOf, untilLed, untilReady } from "./emptied.ts";
import { drawEntrance } from "./node-datapath.ts";
import { buildStack } from "./stack.ts";

/** One of two Pods was out of the Service while kube-proxy ended: its chain is empty; nearly so: that was deleted meanwhile. */
export const scenario: ClusterScenario = {
  cause: "service-not-programmed",
  boundary: "service",
  changesNodes: "broken",
  mechanism: "kube-proxy of one node ended right after an endpoint went, and was started when it was back",
  expected: { fault: degraded("service", "service-not-programmed"), "near-miss": healthy },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw, { replicas: 2 });
    const { client, place, node, other, vantages } = await drawEntrance(ground, draw);
    const pods = draw.shuffle(await podsOf(ground, stack));
    const [out] = pods;
    if (out === undefined) throw new Error("a stack has Pods");
    const [key, value] = [draw.label(), draw.label()];
    const label = (pod: string, how: string) => ground.kubectl("label", "pod", pod, how);
    // The ReplicaSet does not select by it: a Pod that loses it stays, and is not replaced.
    for (const { name } of pods) await label(name, `${key}=${value}`);
    await patch(ground, `service/${stack.name}`, { spec: { selector: { [key]: value } } });
    await untilReady(ground, stack, pods.length);
    for (const each of [place, node.name]) await untilServed(ground, stack, each);
    const proxy = emptyingOf(ground, {
      stack,
      node,
      addresses: [out.address],
      leave: async () => {
        await label(out.name, `${key}-`);
      },
      comeBack: async () => {
        await label(out.name, `${key}=${value}`);
        await untilReady(ground, stack, pods.length);
      },
    });
    const addresses = pods.map(({ address }) => address);
    const untilAll = async () => {
      for (const each of [node, other]) await untilLed(ground, { stack, node: each, addresses });
    };
    return {
      target: stack.target,
      options: ["--count", String(draw.integer(14, 20))],
      client,
      vantages,
      proveByHand: asksOften(stack.url, { times: 40 }),
      break: async () => {
        await proxy.restartOver();
        await untilAll();
        await untilInVain(ground, stack, place);
        await untilServed(ground, stack, place);
      },
      nearMiss: async () => {
        await proxy.restartWithout();
        await untilAll();
      },
      fix: proxy.fix,
    };
  },
};
