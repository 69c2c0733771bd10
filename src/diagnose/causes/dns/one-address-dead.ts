import type { Cause } from "../../cause.ts";

/** One answer holds several addresses of a family, and some of them do not serve, for whatever reason. */
export const oneAddressDead: Cause = {
  id: "one-address-dead",
  boundary: "dns",
  at: "server",
  must: ["some-addresses-dead", "name-was-looked-up"],
  may: ["answered-address-serves", "answer-differs-from-authority"],
  never: [],
  proves: [{ "some-addresses-dead": true }],
  explains: ["some-addresses-dead"],
  explainsAt: ["link", "route", "path", "tcp", "tls", "proxy", "app", "response"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "Of the addresses of {host}, {servingAddresses} serves and {deadAddresses} does not ({deadReasons})",
  fix: [
    "Take {deadAddresses} out of the record until it serves again",
    "Repair the host there: curl -v --resolve {host}:{port}:{deadAddress} {target}",
  ],
  prevention: [
    "Let a health check, not a person, decide which addresses a name has; test each address by itself.",
  ],
  source: "RFC 1034, section 3.6; RFC 8305, section 3",
};
