import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";
import { serveTrusted } from "./distrusting.ts";

/** The application has a new certificate, of an authority that Caddy does not trust. */
export const scenario: Scenario = {
  cause: "upstream-tls-failure",
  boundary: "proxy",
  mechanism: "Caddy does not trust the authority of its upstream's certificate",
  expected: { fault: broken("proxy", "upstream-tls-failure"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const caddy = caddyOf(site, draw);
    const application = await serveTrusted(site, draw);
    const { ca } = application;
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
      configuration: application.configuration(asked),
      proveByHand: site.shows(502),
      break: application.turn,
      fix: application.back,
      async nearMiss() {
        await running.restart(passes("tls_insecure_skip_verify"));
        await application.turn();
      },
    };
  },
};
