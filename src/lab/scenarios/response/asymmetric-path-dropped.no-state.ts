import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildTwoWays } from "../path/two-ways.ts";

/** The same world as `firewall-drops.answers-only`, with eyes: the guard's own rules and routes show what it does to the answers. */
export const scenario: Scenario = {
  cause: "asymmetric-path-dropped",
  boundary: "response",
  mechanism:
    "answers pass a router that saw no request, and its filter drops them as invalid; it is a vantage",
  expected: { fault: broken("response", "asymmetric-path-dropped"), "near-miss": healthy },
  build: (world, draw) =>
    buildTwoWays(
      world,
      draw,
      draw.pick([
        ["ct state invalid counter drop", "ct state established,related accept"],
        [
          "ct state established,related accept",
          "ct state new tcp flags & (syn | ack) == syn accept",
          "counter drop",
        ],
      ]),
      "watched",
    ),
};
