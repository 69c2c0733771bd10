import type { Cause } from "../../cause.ts";

/** The hosts file answers in place of DNS, with an address where the request fails. */
export const hostsFileOverridesDns: Cause = {
  id: "hosts-file-overrides-dns",
  boundary: "client",
  at: "client",
  must: ["hosts-file-differs-from-dns", "dns-address-serves", "name-was-looked-up"],
  may: [],
  never: ["answered-address-serves"],
  proves: [{ "hosts-file-differs-from-dns": true, "dns-address-serves": true }],
  explains: ["hosts-file-differs-from-dns"],
  explainsAt: ["link", "route", "path", "tcp", "tls", "proxy", "app", "response"],
  refines: null,
  explainedBy: [],
  toldApartBy: {
    "stale-answer": "grep -n {host} /etc/hosts",
  },
  summary:
    "/etc/hosts gives {hostsAddresses} for {host}, where the request fails; DNS gives {dnsAddresses}, which serves",
  fix: [
    "Remove line {hostsLines} of /etc/hosts: grep -n {host} /etc/hosts",
    "Check the order of sources: grep ^hosts /etc/nsswitch.conf",
  ],
  prevention: ["Keep /etc/hosts for this host's own names, and look at it in every image that is built."],
  source: "hosts(5); nsswitch.conf(5)",
};
