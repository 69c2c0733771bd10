import type { Cause } from "../../cause.ts";

/** The name has IPv6 addresses and this host a route to them, yet none serves while IPv4 does: clients wait for the first family, then fall back. */
export const ipv6PathBroken: Cause = {
  id: "ipv6-path-broken",
  boundary: "path",
  at: "path",
  must: ["ipv6-serves-nowhere"],
  may: [],
  never: [],
  proves: [{ "ipv6-serves-nowhere": true }],
  explains: ["ipv6-serves-nowhere"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "IPv6 to {host} does not serve ({ipv6}), while IPv4 does: clients wait before they fall back.",
  fix: [
    "curl -6 -v {target}; traceroute -6 -n -T -p {port} {host}",
    "Repair the IPv6 path or the listener, or withdraw the AAAA records until it serves",
  ],
  prevention: ["Watch each family on its own; a client that falls back hides the broken one."],
  source: "RFC 8305; RFC 6724",
};
