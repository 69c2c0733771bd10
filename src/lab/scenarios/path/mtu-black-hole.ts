import { allOf } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSmallLink } from "./small-link.ts";

/** A link within the path takes smaller packets, and its routers' "fragmentation needed" does not come back. RFC 2923. */
export const scenario: Scenario = {
  cause: "mtu-black-hole",
  boundary: "path",
  mechanism: "a small link between routers, ICMP filtered: a large response is lost",
  expected: { fault: broken("path", "mtu-black-hole"), "near-miss": healthy },
  async build(world, draw) {
    const { asked, small, mute } = await buildSmallLink(world, draw);
    // The same small link, of which the routers tell: path MTU discovery works.
    return { ...asked, ...allOf(mute, small), nearMiss: small.break };
  },
};
