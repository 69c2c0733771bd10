import type { Cause } from "../../cause.ts";

/** The name exists, and has no address of a family that this host can use. Another family may well be answered. */
export const noAddressRecord: Cause = {
  id: "no-address-record",
  boundary: "dns",
  at: "resolver",
  must: [],
  may: ["lookup-slow", "authority-has-no-record"],
  never: ["authority-has-what-is-denied", "resolvers-answer-apart", "lookup-nxdomain"],
  proves: [
    { "lookup-no-address": true, "authority-has-no-record": true },
    { "only-unusable-family-answered": true },
  ],
  explains: ["lookup-no-address", "only-unusable-family-answered", "no-route-to-address"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "{name} exists and has no address that this host can use (NODATA)",
  fix: [
    "See what the name has: dig {name} A; dig {name} AAAA; dig {name} CNAME",
    "Add the missing A or AAAA record to the zone, or give this host a route for the family that is answered",
  ],
  prevention: [
    "Publish an A record beside each AAAA record for as long as a client has only IPv4, and check both families after each change.",
  ],
  source: "RFC 2308, section 2.2; RFC 6724, section 5",
};
