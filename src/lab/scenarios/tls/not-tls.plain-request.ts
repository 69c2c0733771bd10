import { broken, type Scenario } from "../../scenario.ts";
import type { SiteConfig } from "../../servers/index.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** The client asks in plain HTTP what is TLS since today. */
export const scenario: Scenario = {
  cause: "not-tls",
  boundary: "tls",
  mechanism: "http:// asked of a TLS port",
  expected: { fault: broken("tls", "not-tls") },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { kinds: ["haproxy", "node"] });
    const { kind, port } = secure.good;
    const plain: SiteConfig = { kind, port };
    await secure.server.restart(plain);
    const url = `http://${secure.site.name}:${port}/`;
    return {
      target: url,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "5", url], faultShows: /exit (52|56|1)\b/ },
      break: () => secure.restore(),
      fix: () => secure.server.restart(plain),
    };
  },
};
