import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
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
    const [trusted, other] = [createAuthority(draw.label()), createAuthority(draw.label())];
    const ca = site.front.file("upstream-ca.pem", trusted.rootPem);
    const servedBy = (root: typeof trusted) => {
      const { chainPem, keyPem } = root.issue({ subject: site.name });
      return site.web({ tls: { cert: chainPem, key: keyPem } });
    };
    const app = await site.serve(servedBy(trusted));
    const passes = (trust: Table) =>
      traefik.of({ scheme: "https", transport: { serverName: site.name, ...trust } });
    const proxy = await traefik.start(passes({ rootCAs: [ca] }));
    const asked = site.asked([traefik.hop]);
    return {
      ...asked,
      // The application is asked by TLS.
      configuration: asked.configuration?.replace('"url":"http://', '"url":"https://') ?? "",
      proveByHand: site.shows(500),
      break: () => app.restart(servedBy(other)),
      fix: () => app.restart(servedBy(trusted)),
      async nearMiss() {
        await proxy.restart(passes({ insecureSkipVerify: true }));
        await app.restart(servedBy(other));
      },
    };
  },
};
