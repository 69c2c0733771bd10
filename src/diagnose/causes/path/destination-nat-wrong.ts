import type { Cause } from "../../cause.ts";

/** A port forward or DNAT rule leads to the wrong host or port, or is missing. */
export const destinationNatWrong: Cause = {
  id: "destination-nat-wrong",
  boundary: "path",
  at: "path",
  must: ["translation-leads-elsewhere"],
  may: ["host-answers-otherwise"],
  never: ["own-host-holds-packets"],
  proves: [{ "translation-leads-elsewhere": true }],
  explains: ["syn-unanswered", "connect-refused", "connect-unreachable"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "The port forward of {address}:{port} leads to the wrong place, or is missing.",
  fix: [
    'On the NAT: nft list ruleset | grep -nE "dnat|redirect"; conntrack -L -d {address} --dport {port}',
    "nft replace rule ip nat prerouting handle N tcp dport {port} dnat to SERVICE_ADDRESS:SERVICE_PORT",
  ],
  prevention: ["Generate port forwards from where the service is declared, and test each after a change."],
  source: "RFC 3022, section 2; nft(8), NAT STATEMENTS",
};
