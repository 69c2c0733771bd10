import { broken, type Scenario } from "../../scenario.ts";
import { buildSignedSite } from "./signed-site.ts";

/** The zone's signatures ran out, and nobody signed again. */
export const scenario: Scenario = {
  cause: "dnssec-bogus",
  boundary: "dns",
  mechanism: "RRSIG past its expiration",
  expected: { fault: broken("dns", "dnssec-bogus") },
  async build(world, draw) {
    const signed = await buildSignedSite(world, draw);
    const { site } = signed;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=5", site.net.name], faultShows: /status: SERVFAIL/ },
      break: () => signed.publish(signed.text, { from: -40, until: -draw.integer(1, 9) }),
      fix: () => signed.restore(),
    };
  },
};
