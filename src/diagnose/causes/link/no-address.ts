import type { Cause } from "../../cause.ts";

/** The interfaces that are up have no address to send from. */
export const noAddress: Cause = {
  id: "no-address",
  boundary: "link",
  at: "client",
  must: ["lacks-usable-address"],
  may: ["no-route-said", "next-hop-unresolved"],
  never: ["every-interface-down", "some-attempt-connects"],
  proves: [
    { "no-route-to-address": true, "lacks-usable-address": true, "every-interface-down": false },
    // Without an address of its own the interface is no network's: the kernel asks its neighbours under no name that they answer.
    {
      "connect-unreachable": true,
      "next-hop-unresolved": true,
      "lacks-usable-address": true,
      "every-interface-down": false,
    },
    { "no-local-port": true, "lacks-usable-address": true, "every-interface-down": false },
    {
      "lookup-unanswered": true,
      "resolver-without-route": true,
      "lacks-usable-address": true,
      "every-interface-down": false,
    },
  ],
  explains: [
    "no-route-to-address",
    "no-local-port",
    "connect-unreachable",
    "syn-unanswered",
    "lookup-unanswered",
    "resolver-without-route",
  ],
  refines: "neighbour-unresolved",
  explainedBy: [],
  toldApartBy: { "no-address-record": "ip -br address; dig {host} A; dig {host} AAAA" },
  summary: "This host has no address to send from: its interfaces ({devices}) are up and have none.",
  fix: [
    "ip -br address",
    "ip address add ADDRESS/PREFIX dev DEVICE",
    "Ask for one: dhclient -v DEVICE; networkctl renew DEVICE",
  ],
  prevention: ["Alert on an interface that is up without an address; watch the DHCP server and its leases."],
  source: "RFC 1122, section 3.3.4; ip-address(8)",
};
