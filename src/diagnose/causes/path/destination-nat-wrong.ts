import type { Cause } from "../../cause.ts";

/** A port forward or DNAT rule leads to the wrong host or port, or is missing. */
export const destinationNatWrong: Cause = {
  id: "destination-nat-wrong",
  boundary: "path",
  at: "path",
  must: ["translation-leads-nowhere"],
  may: ["host-answers-otherwise", "neighbour-here-unresolved", "listener-on-port", "nothing-of-host-answers"],
  never: ["own-host-holds-packets", "target-is-own-host"],
  proves: [
    { "translation-leads-nowhere": true, "lies-on-way": true, "syn-unanswered": true },
    { "translation-leads-nowhere": true, "lies-on-way": true, "connect-refused": true },
    { "translation-leads-nowhere": true, "lies-on-way": true, "connect-unreachable": true },
  ],
  explains: ["syn-unanswered", "connect-refused", "connect-unreachable"],
  refines: "port-not-listening",
  explainedBy: [],
  toldApartBy: {
    "firewall-drops": "on the NAT: nft -a list ruleset (hook prerouting); conntrack -L -d {address}",
  },
  summary: "The port forward of {address}:{port} at {router} leads to {leadsTo}, where nothing serves it.",
  fix: [
    'At {router}: nft -a list ruleset | grep -nE "dnat|redirect"; conntrack -L -d {address} --dport {port}',
    "On the host behind: ss -ltnp, to see where the service listens",
    "{replace} tcp dport {port} dnat to SERVICE_ADDRESS:SERVICE_PORT",
  ],
  prevention: ["Generate port forwards from where the service is declared, and test each after a change."],
  source: "RFC 3022, section 2; nft(8), NAT STATEMENTS",
};
