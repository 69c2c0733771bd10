import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildTwoWays } from "./two-ways.ts";

/** The usual first rule of a stateful filter: an echo reply without its request is invalid as well. */
export const scenario: Scenario = {
  cause: "host-unreachable",
  boundary: "path",
  mechanism: "a stateful router that sees only the answers drops all that it finds invalid",
  expected: { fault: broken("path", "host-unreachable"), "near-miss": healthy },
  build: (world, draw) =>
    buildTwoWays(world, draw, ["ct state invalid counter drop", "ct state established,related accept"]),
};
