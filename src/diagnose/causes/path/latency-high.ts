import type { Cause } from "../../cause.ts";

/** The path is long and loses nothing: round trips alone take the time that the request had. */
export const latencyHigh: Cause = {
  id: "latency-high",
  boundary: "path",
  at: "path",
  must: ["round-trip-explains-wait"],
  may: [],
  never: ["tries-fail-at-times", "other-port-fails-at-times", "target-is-own-host"],
  proves: [{ "deadline-missed": true, "round-trip-explains-wait": true }],
  explains: ["deadline-missed", "first-byte-late"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary:
    "A round trip to {address} takes {roundTripMs} ms, and the request needs at least {trips}: the distance takes the time.",
  fix: [
    "curl -so /dev/null -w '%{time_connect} %{time_appconnect} %{time_starttransfer}\\n' {target}",
    "Serve from nearer to the caller, keep connections open, use TLS 1.3: each saves round trips",
  ],
  prevention: ["Budget deadlines in round trips, and place what talks often near to each other."],
  source: "RFC 2681; RFC 8446, section 2",
};
