import type { Cause } from "../../cause.ts";

/** Routers send the packets in a circle until their TTL runs out. */
export const routingLoop: Cause = {
  id: "routing-loop",
  boundary: "path",
  at: "path",
  must: ["hops-run-out"],
  may: ["nothing-of-host-answers", "hops-repeat", "points-back-here"],
  never: ["some-attempt-connects", "host-answers-otherwise", "target-is-own-host"],
  proves: [
    { "connect-unreachable": true, "hops-run-out": true },
    { "hops-repeat": true, "syn-unanswered": true },
    { "hops-repeat": true, "connect-unreachable": true },
    { "points-back-here": true, "lies-on-way": true, "syn-unanswered": true },
    { "points-back-here": true, "lies-on-way": true, "connect-unreachable": true },
  ],
  explains: ["connect-unreachable", "syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "Packets to {address} run in a circle between routers until their TTL runs out.",
  fix: [
    "traceroute -n -T -p {port} {address}: the routers that repeat are the loop",
    "ip route get {address} on each of them, and correct the one that points back",
    "At {router}: ip route replace {loopNetwork} via NEXT_ROUTER_TOWARDS_IT",
  ],
  prevention: [
    "Let each network have a discard route at its owner, and avoid default routes that point at each other.",
  ],
  source: "RFC 792; RFC 1812, section 5.3.1",
};
