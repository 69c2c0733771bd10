import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startSite, webKinds } from "../../servers/index.ts";
import { buildCaptive } from "./captive.ts";

/** Before the login every name leads to the portal, which has a certificate of its own name. */
export const scenario: Scenario = {
  cause: "wrong-address",
  boundary: "dns",
  mechanism:
    "a captive portal's resolver answers every name with the portal, which has a certificate of its own",
  expected: { fault: broken("dns", "wrong-address"), "near-miss": healthy },
  async build(world, draw) {
    const captive = await buildCaptive(world, draw);
    const { net, webs } = captive.site;
    const port = draw.port();
    const root = createAuthority(draw.label());
    await webs[0]?.stop();
    await startSite(net.server, {
      kind: draw.pick(webKinds),
      port,
      certificate: root.issue({ subject: net.name }),
    });
    // Bought for the portal's own name, or made by the box itself.
    const issuer = draw.coin() ? root : createAuthority(draw.label());
    await startSite(captive.portal, {
      kind: draw.pick(webKinds),
      port,
      certificate: issuer.issue({ subject: draw.name() }),
      body: "Accept the terms to go on",
    });
    const caFile = captive.client.file("ca.pem", root.rootPem);
    const url = `https://${net.name}:${port}/`;
    return {
      target: url,
      options: ["--ca", caFile],
      client: captive.client,
      noise: net,
      proveByHand: {
        argv: ["curl", "-sS", "--max-time", "4", "--cacert", caFile, url],
        faultShows: /exit 60/,
      },
      break: captive.capture,
      fix: captive.release,
      nearMiss: captive.garden,
    };
  },
};
