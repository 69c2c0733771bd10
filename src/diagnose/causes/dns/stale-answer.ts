import type { Cause } from "../../cause.ts";

/** The resolvers still give an address where the service no longer is; the authority has moved on. */
export const staleAnswer: Cause = {
  id: "stale-answer",
  boundary: "dns",
  at: "resolver",
  must: ["answer-differs-from-authority", "authority-address-serves", "name-was-looked-up"],
  may: ["answer-ages", "certificate-is-strangers"],
  never: ["answered-address-serves", "resolvers-answer-apart"],
  proves: [
    {
      "answer-differs-from-authority": true,
      "authority-address-serves": true,
      "resolvers-answer-apart": false,
    },
  ],
  explains: ["answer-differs-from-authority"],
  explainsAt: ["link", "route", "path", "tcp", "tls", "proxy", "app", "response"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "The resolvers still answer {answered} for {host}, where the request fails; the authority gives {authorityData}, which serves",
  fix: [
    "Flush the name in the resolvers: rndc flushname {host}; unbound-control flush {host}; resolvectl flush-caches",
    "Remove a fixed entry for it: local-data (unbound), address= (dnsmasq), hosts (CoreDNS)",
  ],
  prevention: [
    "Lower the TTL a day before an address changes, and leave the old address serving until the old TTL has passed.",
  ],
  source: "RFC 1034, section 3.6; RFC 2181, section 8",
};
