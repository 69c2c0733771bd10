import type { Cause } from "../../cause.ts";

/** The request arrives and the server has no route back to where it came from, so that every answer is lost at home. */
export const returnRouteMissing: Cause = {
  id: "return-route-missing",
  boundary: "response",
  at: "path",
  must: ["syn-arrives-at-server"],
  may: ["nothing-of-host-answers"],
  never: [
    "host-answers-otherwise",
    "some-attempt-connects",
    "route-back-exists",
    "own-host-holds-packets",
    "next-hop-unresolved",
  ],
  proves: [{ "syn-arrives-at-server": true, "route-back-exists": false }],
  explains: ["syn-unanswered"],
  refines: null,
  explainedBy: ["masquerade-missing"],
  toldApartBy: {},
  summary: "Requests reach {address}, and it has no route back to this client.",
  fix: [
    "On the server: ip route get CLIENT_ADDRESS",
    "ip route add CLIENT_NETWORK via GATEWAY",
    "Or translate on the way in: nft add rule ip nat postrouting oifname DEVICE masquerade",
  ],
  prevention: [
    "Announce every client network to the servers' routers, or translate its addresses on the way in.",
  ],
  source: "RFC 1812, section 4.3.3.1; ip-route(8)",
};
