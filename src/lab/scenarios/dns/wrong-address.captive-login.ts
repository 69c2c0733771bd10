import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startNginx } from "../../servers/index.ts";
import { buildCaptive } from "./captive.ts";

/** The portal answers plain HTTP with 511 and a link to its login. RFC 6585, section 6. */
export const scenario: Scenario = {
  cause: "wrong-address",
  boundary: "dns",
  mechanism:
    "a captive portal's resolver answers every name with the portal, which answers 511 in place of the site",
  expected: { fault: broken("dns", "wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const captive = await buildCaptive(world, draw);
    const { port, url } = captive.site;
    const login = `http://${draw.name()}:${port}/login`;
    await startNginx(captive.portal, {
      port,
      http: `server { listen ${port}; location / { return 511 "Log in at ${login}\\n"; }
    location = /login { return 200 "Accept the terms to go on\\n"; } }`,
    });
    return {
      target: url,
      client: captive.client,
      noise: captive.site.net,
      proveByHand: { argv: ["curl", "-sSL", "--max-time", "4", url], faultShows: /terms|Log in/ },
      break: captive.capture,
      fix: captive.release,
      nearMiss: captive.garden,
    };
  },
};
