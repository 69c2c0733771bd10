import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { serveTrusted } from "./distrusting.ts";
import { envoyOf } from "./envoy.ts";

/** The application has a new certificate, of an authority that Envoy does not trust. */
export const scenario: Scenario = {
  cause: "upstream-tls-failure",
  boundary: "proxy",
  mechanism: "Envoy does not trust the authority of its endpoint's certificate",
  expected: { fault: broken("proxy", "upstream-tls-failure"), "near-miss": healthy },
  needs: ["envoy"],
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const envoy = envoyOf(site, draw);
    const application = await serveTrusted(site, draw);
    const { ca } = application;
    const passes = (context: string) =>
      envoy.of({
        cluster: `transport_socket: {name: envoy.transport_sockets.tls, typed_config: {
      "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext, sni: ${site.name}${context}}}`,
      });
    const proxy = await envoy.start(
      passes(`, common_tls_context: {validation_context: {trusted_ca: {filename: ${ca}}}}`),
    );
    const asked = site.asked([envoy.hop]);
    return {
      ...asked,
      configuration: application.configuration(asked),
      proveByHand: site.shows(503),
      break: application.turn,
      fix: application.back,
      async nearMiss() {
        // Without a validation context it verifies nothing.
        await proxy.restart(passes(""));
        await application.turn();
      },
    };
  },
};
