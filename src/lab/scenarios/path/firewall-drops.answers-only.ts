import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { buildTwoWays } from "./two-ways.ts";

/** A SYN-ACK without its SYN is invalid to conntrack; ICMP, which the guard lets pass, shows that the host lives. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "a stateful router that sees only the answers drops TCP that it finds invalid",
  expected: {
    fault: undecided(
      broken("path", "firewall-drops"),
      "no TCP of the host comes back; a capture or an echo tells a filter from a dead host",
    ),
    "near-miss": healthy,
  },
  build: (world, draw) => buildTwoWays(world, draw, ["meta l4proto tcp ct state invalid counter drop"]),
};
