import type { Cause } from "../../cause.ts";

/** A source NAT on the way has no port left for this destination: new connections are dropped until old ones time out. */
export const natPortsExhausted: Cause = {
  id: "nat-ports-exhausted",
  boundary: "path",
  at: "path",
  must: ["translation-ports-used-up"],
  may: ["tries-fail-at-times", "host-answers-otherwise", "some-attempt-connects"],
  never: ["syn-arrives-at-server", "own-host-holds-packets", "target-is-own-host"],
  proves: [
    { "translation-ports-used-up": true, "lies-on-way": true, "syn-unanswered": true },
    { "translation-ports-used-up": true, "lies-on-way": true, "tries-fail-at-times": true },
    { "translation-ports-used-up": true, "lies-on-way": true, "syn-answered-late": true },
  ],
  explains: ["syn-unanswered", "syn-answered-late", "tries-fail-at-times"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "The source NAT at {router} has no port left for {address}:{port}: {failed} new connections could not be entered into its table.",
  fix: [
    "At {router}: conntrack -S (insert_failed); conntrack -L -d {address} | wc -l",
    "Give the NAT more addresses: nft add rule ip nat postrouting snat to ADDRESS-ADDRESS fully-random",
    "Widen its ports: nft replace rule ... masquerade to :1024-65535; reuse connections on the clients",
  ],
  prevention: ["Alert on NAT port usage per destination, and reach busy destinations without NAT."],
  source: "RFC 4787, section 4.2; RFC 5382",
};
