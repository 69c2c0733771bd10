import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, healthy } from "../../scenario.ts";
import { buildLargeAnswer } from "./large-answer.ts";
import { FITS, HEADERS, NETWORK, overlaid, setNetworkMtu, setPodMtu, setTunnelMtu } from "./overlay.ts";

/** Pods have the MTU that suits an Ethernet, and the machines' network carries less: a cloud's 1460, say. */
export const scenario: ClusterScenario = {
  cause: "overlay-mtu-too-large",
  boundary: "cni",
  changesNodes: "built",
  mechanism:
    "the machines' network has a smaller MTU than the overlay was laid for, and carries no fragments",
  expected: { fault: broken("cni", "overlay-mtu-too-large"), "near-miss": healthy },
  cluster: overlaid,
  async build(ground, draw) {
    const { setup, shows, close } = await buildLargeAnswer(ground, draw);
    const network = draw.pick([1460, 1450, 1420, draw.integer(1400, 1490)]);
    return {
      ...setup,
      vantages: ground.cluster.nodes.map(({ name }) => name),
      break: async () => {
        await setNetworkMtu(ground, network);
        await shows();
      },
      // The same network, and an overlay that was laid for it.
      nearMiss: async () => {
        await setNetworkMtu(ground, network);
        await setTunnelMtu(ground, network - HEADERS);
        await setPodMtu(ground, network - HEADERS);
      },
      fix: async () => {
        await setNetworkMtu(ground, NETWORK);
        await setPodMtu(ground, FITS);
        await setTunnelMtu(ground, FITS);
        await close();
      },
    };
  },
};
