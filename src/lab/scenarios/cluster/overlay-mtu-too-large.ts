import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildLargeAnswer } from "./large-answer.ts";
import { FITS, overlaid, setPodMtu, setTunnelMtu, TOO_LARGE } from "./overlay.ts";

/** Pods and tunnel have the MTU of the machines' network: large answers become fragments, which go lost. */
export const scenario: ClusterScenario = {
  cause: "overlay-mtu-too-large",
  boundary: "cni",
  changesNodes: "built",
  mechanism:
    "the MTU of Pods and tunnel leaves no room for VXLAN's headers, and the network carries no fragments",
  expected: { fault: broken("cni", "overlay-mtu-too-large"), "near-miss": healthy },
  cluster: overlaid,
  async build(ground, draw) {
    const { setup, shows, close } = await buildLargeAnswer(ground, draw);
    return {
      ...setup,
      vantages: ground.cluster.nodes.map(({ name }) => name),
      break: async () => {
        await setTunnelMtu(ground, TOO_LARGE);
        await setPodMtu(ground, TOO_LARGE);
        await shows();
      },
      // Pods whose MTU is as large, and a tunnel that says what fits: they are told by ICMP, and send less.
      nearMiss: () => setPodMtu(ground, TOO_LARGE),
      fix: async () => {
        await setPodMtu(ground, FITS);
        await setTunnelMtu(ground, FITS);
        await close();
      },
    };
  },
};
