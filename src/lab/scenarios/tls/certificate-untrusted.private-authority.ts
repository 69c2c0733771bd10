import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite, trustStore } from "../../topology/index.ts";

/** The whole chain is sent, and the client does not trust the private root that it ends in. */
export const scenario: Scenario = {
  cause: "certificate-untrusted",
  boundary: "tls",
  mechanism: "the private root is not in the trust store",
  expected: { fault: broken("tls", "certificate-untrusted"), "near-miss": healthy },
  async build(world, draw) {
    const secure = await buildSecureSite(world, draw, { inStore: true });
    const { client } = secure.site;
    const others = createAuthority(draw.label()).rootPem;
    return {
      target: secure.target,
      client,
      noise: secure.site,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "5", secure.url], faultShows: /exit 60/ },
      break: async () => trustStore(client, others),
      fix: async () => trustStore(client, others + secure.root.rootPem),
      nearMiss: async () => trustStore(client, others + secure.root.rootPem),
    };
  },
};
