import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildCrowd } from "./crowd.ts";

/** The same by a rule with a fixed address, as providers and cloud gateways have it. */
export const scenario: Scenario = {
  cause: "nat-ports-exhausted",
  boundary: "path",
  mechanism: "source NAT to one address and a small range of ports, all taken",
  expected: { fault: broken("path", "nat-ports-exhausted"), "near-miss": healthy },
  build: (world, draw) => buildCrowd(world, draw, (ports, address) => `snat to ${address}:${ports}`),
};
