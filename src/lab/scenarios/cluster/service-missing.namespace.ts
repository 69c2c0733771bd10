import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken } from "../../scenario.ts";
import { drawClient, drawVantages } from "./asking.ts";
import { buildStack } from "./stack.ts";

/** A namespace is asked for that does not exist; the Service of that name serves in another. */
export const scenario: ClusterScenario = {
  cause: "service-missing",
  boundary: "service",
  mechanism: "a namespace is named that there is not",
  expected: { fault: broken("service", "service-missing") },
  async build(ground, draw) {
    const stack = await buildStack(ground, draw);
    const wrong = draw.pick([`${ground.namespace}-${draw.label()}`, draw.label()]);
    let isWrong = false;
    return {
      get target() {
        return isWrong ? stack.target.replace(ground.namespace, wrong) : stack.target;
      },
      client: await drawClient(ground, draw),
      vantages: drawVantages(draw),
      get proveByHand() {
        // No Service has a cluster IP in a namespace that there is not: nothing can be asked but its name.
        const name = `${stack.name}.${isWrong ? wrong : ground.namespace}.svc.cluster.local`;
        const { dnsService } = ground.cluster.ranges;
        return {
          argv: ["sh", "-c", `dig +short +time=2 @${dnsService} ${name} | grep -q . || echo there is none`],
          faultShows: /^there is none/m,
        };
      },
      break: async () => {
        isWrong = true;
      },
    };
  },
};
