import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildSecureSite } from "../../topology/index.ts";

/** A wildcard stands for one label, and the name has two in its place (RFC 6125, section 6.4.3). */
export const scenario: Scenario = {
  cause: "certificate-name-mismatch",
  boundary: "tls",
  mechanism: "the wildcard is one label too short",
  expected: { fault: broken("tls", "certificate-name-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const [left, right, zone] = [draw.label(), draw.label(), draw.name()];
    const secure = await buildSecureSite(world, draw, { name: `${left}.${right}.${zone}` });
    return {
      target: secure.target,
      options: secure.trust,
      client: secure.site.client,
      noise: secure.site,
      proveByHand: { argv: secure.curl(), faultShows: /exit 60/ },
      break: () => secure.serve({ certificate: secure.leaf({ subject: zone, names: [zone, `*.${zone}`] }) }),
      fix: () => secure.restore(),
      nearMiss: () =>
        secure.serve({ certificate: secure.leaf({ subject: zone, names: [`*.${right}.${zone}`] }) }),
    };
  },
};
