import { imageName } from "../../cluster/index.ts";
import type { ClusterScenario } from "../../cluster-scenario.ts";
import { addClientPod } from "./starts.ts";

/** The same, asked from a Pod of which the product sees no process: it runs beside the nodes, as on a laptop, and has the API alone. */
export const fromAway = (base: ClusterScenario): ClusterScenario => ({
  ...base,
  mechanism: `${base.mechanism}, and the API alone is in reach`,
  async build(ground, draw) {
    const pod = await addClientPod(ground, draw, { image: "tools" });
    const { vantages: _, ...setup } = await base.build(ground, draw);
    await pod.ready();
    return { ...setup, client: pod.start, seesNoProcesses: true };
  },
});

/** The same from a Pod without a shell or any tool: the request is made from a container that is added to it. */
export const fromAwayWithoutTools = (base: ClusterScenario): ClusterScenario => ({
  ...base,
  mechanism: `${base.mechanism}, the API alone is in reach, and the client's Pod has no tools`,
  async build(ground, draw) {
    const pod = await addClientPod(ground, draw, { image: "pause" });
    // A person can ask from a Pod beside it, which what selects the one selects as well.
    const beside = await addClientPod(ground, draw, { image: "tools", labels: pod.labels });
    const { vantages: _, ...setup } = await base.build(ground, draw);
    await Promise.all([pod.ready(), beside.ready()]);
    return {
      ...setup,
      ...{ client: pod.start, seesNoProcesses: true, proveFrom: beside.start },
      options: [...(setup.options ?? []), "--allow", `ephemeral-container=${imageName("tools")}`],
    };
  },
});
