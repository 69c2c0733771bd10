import { allOf, byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSmallLink } from "./small-link.ts";

/** As the common black hole, and the request's first SYN is lost besides, once: what delays is not what fails. */
export const scenario: Scenario = {
  cause: "mtu-black-hole",
  boundary: "path",
  mechanism: "a small link between routers, ICMP filtered, and one SYN is lost by chance before",
  expected: { fault: broken("path", "mtu-black-hole"), "near-miss": healthy },
  async build(world, draw) {
    const { asked, port, near, small, mute } = await buildSmallLink(world, draw);
    const unlucky = byFilter(near, "forward", [
      `tcp dport ${port} tcp flags & (syn | ack) == syn numgen inc mod 499 == 0 drop`,
    ]);
    return { ...asked, ...allOf(unlucky, mute, small), nearMiss: small.break };
  },
};
