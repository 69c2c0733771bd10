import type { Cause } from "../../cause.ts";

/** The host answers the SYN with a reset: nothing listens on the port. */
export const portNotListening: Cause = {
  id: "port-not-listening",
  boundary: "tcp",
  at: "server",
  must: ["connect-refused"],
  may: [
    "host-answers-otherwise",
    "some-attempt-connects",
    "nothing-of-host-answers",
    "reset-is-the-ends-own",
  ],
  never: [
    "refusal-is-icmp",
    "icmp-rejects-at-once",
    "listener-on-port",
    "own-host-holds-packets",
    "reset-is-a-strangers",
  ],
  proves: [{ "connect-refused": true, "listener-on-port": false }],
  explains: ["connect-refused"],
  refines: null,
  explainedBy: [
    "bound-to-loopback-only",
    "not-listening",
    "crash-looping",
    "out-of-memory-killed",
    "target-port-mismatch",
    "stale-endpoint",
    "shutdown-race",
  ],
  toldApartBy: { "firewall-rejects": "on the server: ss -ltn 'sport = :{port}'; nft list ruleset" },
  summary: "Nothing listens on {address}:{port}: the host refuses the connection.",
  fix: [
    "On the server: ss -ltnp 'sport = :{port}'",
    "systemctl status SERVICE; journalctl -u SERVICE --since -10min",
    "Compare the port that clients use with the one in the configuration of the service",
  ],
  prevention: ["Check after each deployment that the port is open from where the clients are."],
  source: "RFC 9293, section 3.5.2",
};
