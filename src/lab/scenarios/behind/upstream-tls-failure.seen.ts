import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** The certificate of the application has expired, and nginx verifies it. */
export const scenario: Scenario = {
  cause: "upstream-tls-failure",
  boundary: "proxy",
  mechanism: "nginx refuses its upstream's expired certificate, and its log says so",
  expected: { fault: broken("proxy", "upstream-tls-failure"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const root = createAuthority(draw.label());
    const ca = site.front.file("upstream-ca.pem", root.rootPem);
    const served = (until: number) => {
      const { chainPem, keyPem } = root.issue({ subject: site.name, from: -400, until });
      return site.web({ tls: { cert: chainPem, key: keyPem } });
    };
    const app = await site.serve(served(90));
    const passes = (verify: string) =>
      site.nginxOf(`location / { proxy_pass https://${site.origin()}; proxy_ssl_verify ${verify};
proxy_ssl_trusted_certificate ${ca}; proxy_ssl_name ${site.name}; proxy_ssl_server_name on; }`);
    const nginx = await site.startFront(passes("on"));
    const expire = () => app.restart(served(-draw.integer(1, 60)));
    const asked = site.asked([site.nginxHop]);
    return {
      ...asked,
      // The application is asked by TLS.
      configuration: asked.configuration?.replace('"url":"http://', '"url":"https://') ?? "",
      proveByHand: site.shows(502),
      break: expire,
      fix: () => app.restart(served(90)),
      async nearMiss() {
        await nginx.restart(passes("off"));
        await expire();
      },
    };
  },
};
