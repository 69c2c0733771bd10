import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The client speaks HTTP/2 alone; the server chooses nothing and goes on, for HTTP/1.1. */
export const scenario: Scenario = {
  cause: "alpn-mismatch",
  boundary: "tls",
  mechanism: "the server chooses no protocol for a client of h2 alone",
  expected: { fault: broken("tls", "alpn-mismatch") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, {
      kinds: ["haproxy"],
      good: { alpn: ["h2", "http/1.1"] },
    });
    return {
      target: secure.target,
      options: [...secure.trust, "--alpn", "h2"],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.client("-alpn", "h2"), faultShows: /No ALPN negotiated/ },
      break: () => secure.serve({ alpn: ["http/1.1"] }),
      fix: () => secure.restore(),
    };
  },
};
