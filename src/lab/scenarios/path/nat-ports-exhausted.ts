import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildCrowd } from "./crowd.ts";

/** One public address and few ports for many: the next connection to the same server finds none free. RFC 6888, section 3. */
export const scenario: Scenario = {
  cause: "nat-ports-exhausted",
  boundary: "path",
  mechanism:
    "a masquerading router, which is a vantage, has given all its ports for this destination to a neighbour",
  expected: { fault: broken("path", "nat-ports-exhausted"), "near-miss": healthy },
  build: (world, draw) => buildCrowd(world, draw, (ports) => `masquerade to :${ports}`),
};
