import { broken, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "../proxy/proxied.ts";

/** The application behind haproxy dies in the middle of its answer, and what was promised is not all sent. */
export const scenario: Scenario = {
  cause: "response-truncated",
  boundary: "response",
  mechanism: "the application behind haproxy ends within its answer",
  expected: { fault: broken("response", "response-truncated") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    await startHaproxy(proxied.front, proxied.haproxy());
    const cut = { octets: draw.integer(200_000, 900_000), missingOctets: draw.integer(1, 5_000) };
    return {
      ...proxied.setup,
      proveByHand: { argv: proxied.curl(), faultShows: /exit (18|56|92)/ },
      break: () => app.restart({ port: proxied.inner, routes: { "*": cut } }),
      fix: () => app.restart({ port: proxied.inner }),
    };
  },
};
