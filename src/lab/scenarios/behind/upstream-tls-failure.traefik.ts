import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { serveTrusted } from "./distrusting.ts";
import { traefikOf } from "./traefik.ts";
import type { Table } from "./traefik-text.ts";

/** The application has a new certificate, of an authority that Traefik does not trust. */
export const scenario: Scenario = {
  cause: "upstream-tls-failure",
  boundary: "proxy",
  mechanism: "Traefik does not trust the authority of its server's certificate",
  expected: { fault: broken("proxy", "upstream-tls-failure"), "near-miss": healthy },
  needs: ["traefik"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const traefik = traefikOf(site, draw);
    const application = await serveTrusted(site, draw);
    const { ca } = application;
    const passes = (trust: Table) =>
      traefik.of({ scheme: "https", transport: { serverName: site.name, ...trust } });
    const proxy = await traefik.start(passes({ rootCAs: [ca] }));
    const asked = site.asked([traefik.hop]);
    return {
      ...asked,
      configuration: application.configuration(asked),
      proveByHand: site.shows(500),
      break: application.turn,
      fix: application.back,
      async nearMiss() {
        await proxy.restart(passes({ insecureSkipVerify: true }));
        await application.turn();
      },
    };
  },
};
