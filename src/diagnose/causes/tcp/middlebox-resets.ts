import type { Cause } from "../../cause.ts";

/** A device between the two ends resets a connection that the peer had accepted. */
export const middleboxResets: Cause = {
  id: "middlebox-resets",
  boundary: "tcp",
  at: "path",
  must: ["reset-is-a-strangers"],
  may: [
    "host-answers-otherwise",
    "some-attempt-connects",
    "filter-resets-flow",
    "reset-sooner-than-round-trip",
  ],
  never: ["own-host-holds-packets", "server-sent-reset", "target-is-own-host", "reset-is-the-ends-own"],
  proves: [
    { "server-sent-reset": false, "connect-reset": true },
    { "server-sent-reset": false, "reset-unanswered": true },
    { "server-sent-reset": false, "handshake-reset": true },
    { "reset-is-a-strangers": true, "connect-reset": true },
    { "reset-is-a-strangers": true, "reset-unanswered": true },
    { "reset-is-a-strangers": true, "handshake-reset": true },
    { "filter-resets-flow": true, "lies-on-way": true, "connect-reset": true },
    { "filter-resets-flow": true, "lies-on-way": true, "reset-unanswered": true },
    { "filter-resets-flow": true, "lies-on-way": true, "handshake-reset": true },
  ],
  explains: ["connect-reset", "reset-unanswered", "handshake-reset"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "A device between this host and {address} resets the connection: {resetProof}.",
  fix: [
    "Where a rule is known to do it: nft -a list ruleset | grep -n 'reject with tcp reset' (at {router}); {remove}",
    "tcpdump -nnvi any 'tcp[tcpflags] & tcp-rst != 0 and host {address}': compare the TTL with that of the SYN-ACK",
    "Look at the session limits, the inspection rules and the state sync of firewalls and load balancers on the path",
  ],
  prevention: ["Let devices log the sessions that they end, with the reason."],
  source: "RFC 3360; RFC 9293, section 3.5.2",
};
