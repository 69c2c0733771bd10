import { broken, type Scenario } from "../../scenario.ts";
import { buildSignedSite } from "./signed-site.ts";

/** The zone moved to a provider that does not sign, while the DS stays with its parent. */
export const scenario: Scenario = {
  cause: "dnssec-bogus",
  boundary: "dns",
  mechanism: "an unsigned zone below a DS",
  expected: { fault: broken("dns", "dnssec-bogus") },
  async build(world, draw) {
    const signed = await buildSignedSite(world, draw);
    const { site } = signed;
    return {
      target: site.url,
      client: site.client,
      noise: site.net,
      proveByHand: { argv: ["dig", "+tries=1", "+time=5", site.net.name], faultShows: /status: SERVFAIL/ },
      break: () => site.publish(site.records),
      fix: () => signed.restore(),
    };
  },
};
