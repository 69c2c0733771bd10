import type { Cause } from "../../cause.ts";

/** The authority of the zone says that the name does not exist, and the name was asked for as it was meant. */
export const nameDoesNotExist: Cause = {
  id: "name-does-not-exist",
  boundary: "dns",
  at: "resolver",
  must: ["lookup-nxdomain"],
  may: ["lookup-slow", "authority-has-no-record"],
  never: ["authority-has-what-is-denied", "resolvers-answer-apart", "hosts-file-differs-from-dns"],
  proves: [{ "lookup-nxdomain": true, "authority-denies": true }],
  explains: ["lookup-nxdomain"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "negative-answer-cached": "dig SOA {name}; dig +norecurse @AUTHORITY {name}",
  },
  summary: "The name {name} does not exist: {denier} answers NXDOMAIN",
  fix: [
    "Compare the name letter by letter with the zone: dig {name}; dig SOA {name} shows which zone denies it",
    "Add the record to the zone, or correct the name in {nameHolder}",
  ],
  prevention: [
    "Keep names in one place that clients and zone are made from, and check each new record from outside before it is used.",
  ],
  source: "RFC 1035, section 4.1.1; RFC 8020",
};
