import type { Cause } from "../../cause.ts";

/** The request arrives and the server has no route back to where it came from, so that every answer is lost at home. */
export const returnRouteMissing: Cause = {
  id: "return-route-missing",
  boundary: "response",
  at: "path",
  must: ["answers-lack-route"],
  may: ["nothing-of-host-answers", "syn-arrives-at-server", "prefix-differs"],
  never: [
    "host-answers-otherwise",
    "some-attempt-connects",
    "own-host-holds-packets",
    "next-hop-unresolved",
    "target-is-own-host",
  ],
  proves: [
    { "answers-lack-route": true, "lies-on-way": true, "syn-unanswered": true },
    { "answers-lack-route": true, "syn-ack-unacknowledged": true },
  ],
  explains: ["syn-unanswered", "syn-ack-unacknowledged"],
  refines: null,
  explainedBy: ["masquerade-missing"],
  toldApartBy: {},
  summary:
    "Requests reach {address}, and {router} has no route for the answers to {clientAddress} ({outcome}).",
  fix: [
    "At {router}: ip route get {clientAddress}",
    "At {router}: ip route add {clientNetwork} via {backGateway}",
    "Or translate at the hop before {router}: nft add rule ip nat postrouting ip daddr {address} masquerade",
  ],
  prevention: [
    "Announce every client network to the servers' routers, or translate its addresses on the way in.",
  ],
  source: "RFC 1812, section 4.3.3.1; ip-route(8)",
};
