import type { Cause } from "../../cause.ts";

/** The search list makes one look-up many, and its names are denied slowly before the name itself is asked. */
export const searchPathAmplification: Cause = {
  id: "search-path-amplification",
  boundary: "dns",
  at: "client",
  must: ["negatives-took-long"],
  may: [],
  never: [],
  proves: [{ "lookup-slow": true, "negatives-took-long": true }],
  explains: ["lookup-slow"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "first-resolver-dead": "time getent ahosts {name}.",
  },
  summary:
    "The search list makes {searchNames} of the name first, and their denials take {searchSeconds} s before {name} itself is asked",
  fix: [
    "Write the name with a last dot, {name}., where the application allows it",
    "Lower ndots: options ndots:1 in /etc/resolv.conf (dnsConfig of a Pod)",
  ],
  prevention: [
    "Use absolute names in configuration, and a resolver close by that keeps negative answers (NodeLocal DNSCache).",
  ],
  source: "resolv.conf(5), search and ndots",
};
