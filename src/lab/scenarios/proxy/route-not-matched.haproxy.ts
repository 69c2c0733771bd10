import { broken, type Scenario, undecided } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy chooses by host and has no default backend: its word for that is 503. */
export const scenario: Scenario = {
  cause: "route-not-matched",
  boundary: "proxy",
  mechanism: "no use_backend rule of haproxy matches the host",
  expected: {
    fault: undecided(
      broken("proxy", "route-not-matched"),
      "haproxy answers 503 for a server that refuses, is silent, busy, untrusted or missing; its log says which",
    ),
  },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    await startWeb(proxied.back, { port: proxied.inner });
    const config = (name: string) => ({
      port: proxied.port,
      sections: `frontend public
  ${proxied.bind}
  use_backend application if { hdr(host),field(1,:) -i ${name} }
backend application
  server one ${proxied.address}:${proxied.inner}`,
    });
    const other = draw.name();
    const haproxy = await startHaproxy(proxied.front, config(proxied.site.name));
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(503),
      break: () => haproxy.restart(config(other)),
      fix: () => haproxy.restart(config(proxied.site.name)),
    };
  },
};
