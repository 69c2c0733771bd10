import type { Cause } from "../../cause.ts";

/** An allow list refuses the source address that it sees. */
export const sourceAddressNotAllowed: Cause = {
  id: "source-address-not-allowed",
  boundary: "proxy",
  at: "path",
  must: ["source-address-refused"],
  may: ["other-path-serves", "same-request-passes"],
  never: [],
  proves: [{ "source-address-refused": true }],
  explains: ["unexpected-status", "no-route-for-request", "tunnel-not-opened"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "route-not-matched": "the same request from another source address",
    "proxy-environment-misdirects": "the forward proxy's log",
  },
  summary: "an allow list in front of {hostPort} refuses the source address that it sees",
  fix: [
    "See which address the list sees: it may be a NAT's or another proxy's",
    "Put the proxies in front among the trusted ones (real_ip, trusted proxies), so that the caller's own address is compared",
  ],
  prevention: ["Tie rights to an identity rather than to an address, where addresses are translated"],
  source: "nginx, ngx_http_access_module; RFC 7239",
};
