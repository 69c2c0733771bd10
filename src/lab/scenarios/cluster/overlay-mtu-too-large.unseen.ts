import type { ClusterScenario } from "../../cluster-scenario.ts";
import { broken, undecided } from "../../scenario.ts";
import { buildLargeAnswer } from "./large-answer.ts";
import { FITS, overlaid, setPodMtu, setTunnelMtu, TOO_LARGE } from "./overlay.ts";

/** As `overlay-mtu-too-large`, and no node may be looked at. */
export const scenario: ClusterScenario = {
  cause: "overlay-mtu-too-large",
  boundary: "cni",
  changesNodes: "built",
  mechanism: "the MTU of Pods leaves no room for the headers of a tunnel that cannot be seen",
  expected: {
    fault: undecided(
      broken("cni", "overlay-mtu-too-large"),
      "that there is a tunnel shows only on a node; from the Pod it is large packets that go lost",
    ),
  },
  cluster: overlaid,
  async build(ground, draw) {
    const { setup, shows, close } = await buildLargeAnswer(ground, draw);
    return {
      ...setup,
      break: async () => {
        await setTunnelMtu(ground, TOO_LARGE);
        await setPodMtu(ground, TOO_LARGE);
        await shows();
      },
      fix: async () => {
        await setPodMtu(ground, FITS);
        await setTunnelMtu(ground, FITS);
        await close();
      },
    };
  },
};
