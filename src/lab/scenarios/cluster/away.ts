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
