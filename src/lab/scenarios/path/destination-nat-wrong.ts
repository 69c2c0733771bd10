import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildPortForward } from "./port-forward.ts";

/** The router translates to a port of the server on which nothing listens; a look from the server shows where it does. */
export const scenario: Scenario = {
  cause: "destination-nat-wrong",
  boundary: "path",
  mechanism: "a port forward leads to a port of the right server that is closed",
  expected: { fault: broken("path", "destination-nat-wrong"), "near-miss": healthy },
  async build(world, draw) {
    const { edge, inner, outer, nobody, forward, asked } = await buildPortForward(world, draw);
    return {
      ...asked,
      at: edge.name,
      break: () => forward({ ...inner, port: draw.port() }),
      fix: () => forward(inner),
      // Another port of the same address leads nowhere.
      nearMiss: () =>
        edge.nft(
          `table ip other {\nchain coming {\ntype nat hook prerouting priority -99\nip daddr ${outer.address} tcp dport ${draw.port()} dnat to ${nobody}\n}\n}`,
        ),
    };
  },
};
