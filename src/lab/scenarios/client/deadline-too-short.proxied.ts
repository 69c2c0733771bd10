import { broken, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "../proxy/proxied.ts";

/** The same where the application stands behind haproxy. */
export const scenario: Scenario = {
  cause: "deadline-too-short",
  boundary: "client",
  mechanism: "the deadline is below what a healthy answer takes, behind haproxy",
  expected: { fault: broken("client", "deadline-too-short") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { secure: false, options: ["--deadline", "500ms"] });
    const app = await startWeb(proxied.back, { port: proxied.inner });
    await startHaproxy(proxied.front, proxied.haproxy());
    const delay = draw.integer(750, 900);
    return {
      ...proxied.setup,
      proveByHand: { argv: ["curl", "-sS", "--max-time", "0.5", proxied.url], faultShows: /exit 28/ },
      break: () => app.restart({ port: proxied.inner, routes: { "*": { body: "well\n", delay } } }),
      fix: () => app.restart({ port: proxied.inner }),
    };
  },
};
