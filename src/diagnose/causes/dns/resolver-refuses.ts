import type { Cause } from "../../cause.ts";

/** The resolvers refuse to answer this client: an access list, or no recursion for it. */
export const resolverRefuses: Cause = {
  id: "resolver-refuses",
  boundary: "dns",
  at: "resolver",
  must: [],
  may: ["first-resolver-silent", "later-resolver-silent", "lookup-refused", "resolvers-answer-apart"],
  never: ["lookup-servfail"],
  proves: [{ "lookup-refused": true }, { "some-resolver-refuses": true, "resolvers-answer-apart": true }],
  explains: ["lookup-refused", "resolvers-answer-apart"],
  refines: "resolvers-disagree",
  explainedBy: [],
  toldApartBy: {
    "negative-answer-cached": "dig @{resolver} {name}: REFUSED, or a denial with a time to live",
  },
  summary: "The resolver {resolver} refuses to answer this client (REFUSED)",
  fix: [
    "Allow this client at {resolver}: allow-recursion (named), access-control (unbound), acl (CoreDNS)",
    "Or name a resolver in /etc/resolv.conf that serves this client",
  ],
  prevention: [
    "Keep the resolvers' client list with the address plan, so that a new network is allowed before it is used.",
  ],
  source: "RFC 1035, section 4.1.1, rcode 5; RFC 8914, section 4.19",
};
