import { broken, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The client speaks HTTP/2 alone, the server HTTP/1.1 alone and says so by alert 120 (RFC 7301, section 3.2). */
export const scenario: Scenario = {
  cause: "alpn-mismatch",
  boundary: "tls",
  mechanism: "the server refuses a client that offers h2 alone",
  expected: { fault: broken("tls", "alpn-mismatch") },
  async build(world, draw) {
    const kind = draw.pick(["nginx", "node", "openssl"] as const);
    const both = { alpn: kind === "openssl" ? ["h2"] : ["h2", "http/1.1"] };
    const secure = await buildSecureSite(world, draw, { kinds: [kind], good: both });
    return {
      // s_server agrees to h2 and speaks none of it.
      target: kind === "openssl" ? `tls://${secure.site.name}:${secure.port}` : secure.target,
      options: [...secure.trust, "--alpn", "h2"],
      client: secure.site.client,
      noise: secure.site,
      proveByHand: {
        argv: secure.client("-alpn", "h2"),
        faultShows: /alert number 120|no application protocol/i,
      },
      break: () => secure.serve({ alpn: ["http/1.1"] }),
      fix: () => secure.restore(),
    };
  },
};
