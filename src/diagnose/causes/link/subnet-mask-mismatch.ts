import type { Cause } from "../../cause.ts";

/** A prefix length that is wrong at one end lets a remote host look local, or a local one remote: one of the two directions has no way. */
export const subnetMaskMismatch: Cause = {
  id: "subnet-mask-mismatch",
  boundary: "link",
  at: "path",
  must: ["prefix-differs"],
  may: [
    "next-hop-unresolved",
    "neighbour-here-unresolved",
    "remote-taken-for-neighbour",
    "answers-lack-route",
    "nothing-of-host-answers",
  ],
  never: ["some-attempt-connects"],
  proves: [
    { "prefix-differs": true, "next-hop-unresolved": true, "next-hop-is-gateway": false },
    { "prefix-differs": true, "no-route-to-address": true },
    { "prefix-differs": true, "neighbour-here-unresolved": true, "syn-unanswered": true },
    { "prefix-differs": true, "answers-lack-route": true, "syn-unanswered": true },
    { "remote-taken-for-neighbour": true, "syn-unanswered": true },
    { "remote-taken-for-neighbour": true, "connect-unreachable": true },
  ],
  explains: ["connect-unreachable", "syn-unanswered", "no-route-to-address"],
  refines: "neighbour-unresolved",
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary:
    "The ends have different prefix lengths ({wide} at {wideAt}, {narrow} at {narrowAt}): one takes the other for a neighbour that it is not, or the reverse.",
  fix: [
    "ip -br address on both hosts, and compare the prefix lengths",
    "ip address add ADDRESS/RIGHT_PREFIX dev {device} && ip address del ADDRESS/WRONG_PREFIX dev {device} (at {wideAt} or {narrowAt})",
    "ip neighbour flush dev {device}; ip route get {address}",
  ],
  prevention: ["Hand out prefix lengths by DHCP or router advertisement, never by hand."],
  source: "RFC 950; RFC 4632, section 5.1",
};
