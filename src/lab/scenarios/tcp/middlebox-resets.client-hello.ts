import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The record type of a ClientHello. RFC 8446, section 5.1. */
const HANDSHAKE = 22;

/** A filter on the way resets every connection that begins a TLS handshake towards a host. */
export const scenario: Scenario = {
  cause: "middlebox-resets",
  boundary: "tcp",
  mechanism: "nft on a router resets each connection at its ClientHello",
  expected: {
    fault: undecided(
      broken("tcp", "middlebox-resets"),
      "only the packets, or the server's own counters, say whose reset it is",
    ),
    "near-miss": healthy,
  },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw);
    const { site, port } = secure;
    const other = draw.port();
    // TCP with timestamps has 32 octets.
    const rule = (to: number) => [`tcp dport ${to} @th,256,8 ${HANDSHAKE} counter reject with tcp reset`];
    const router = draw.pick([site.gateway, site.edge]);
    return {
      target: secure.target,
      options: secure.trust,
      client: site.client,
      noise: site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 35/ },
      ...byFilter(router, "forward", rule(port)),
      nearMiss: byFilter(router, "forward", rule(other)).break,
    };
  },
};
