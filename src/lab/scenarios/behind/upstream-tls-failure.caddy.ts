import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";

/** The application has a new certificate, of an authority that Caddy does not trust. */
export const scenario: Scenario = {
  cause: "upstream-tls-failure",
  boundary: "proxy",
  mechanism: "Caddy does not trust the authority of its upstream's certificate",
  expected: { fault: broken("proxy", "upstream-tls-failure"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const caddy = caddyOf(site, draw);
    const [trusted, other] = [createAuthority(draw.label()), createAuthority(draw.label())];
    const ca = site.front.file("upstream-ca.pem", trusted.rootPem);
    const servedBy = (root: typeof trusted) => {
      const { chainPem, keyPem } = root.issue({ subject: site.name });
      return site.web({ tls: { cert: chainPem, key: keyPem } });
    };
    const app = await site.serve(servedBy(trusted));
    const passes = (trust: string) =>
      caddy.of(`\treverse_proxy https://${site.origin()} {
		transport http {
			${trust}
			tls_server_name ${site.name}
		}
	}`);
    const running = await caddy.start(passes(`tls_trusted_ca_certs ${ca}`));
    const asked = site.asked([caddy.hop]);
    return {
      ...asked,
      // The application is asked by TLS.
      configuration: asked.configuration?.replace('"url":"http://', '"url":"https://') ?? "",
      proveByHand: site.shows(502),
      break: () => app.restart(servedBy(other)),
      fix: () => app.restart(servedBy(trusted)),
      async nearMiss() {
        await running.restart(passes("tls_insecure_skip_verify"));
        await app.restart(servedBy(other));
      },
    };
  },
};
