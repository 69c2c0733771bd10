import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "../proxy/proxied.ts";

/** nginx gives up in the middle of an answer that has come to a stop, after its read timeout. */
export const scenario: Scenario = {
  cause: "response-truncated",
  boundary: "response",
  mechanism: "the application stalls within its answer, nginx cuts it off",
  expected: { fault: broken("response", "response-truncated") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const app = await startWeb(proxied.back, { port: proxied.inner });
    await startNginx(proxied.front, proxied.nginx(`proxy_read_timeout ${draw.integer(1, 2)}s;`));
    const stall = { octets: draw.integer(50_000, 90_000), pause: 60_000 };
    return {
      ...proxied.setup,
      proveByHand: { argv: proxied.curl(), faultShows: /exit (18|56|92)/ },
      break: () => app.restart({ port: proxied.inner, routes: { "*": stall } }),
      fix: () => app.restart({ port: proxied.inner }),
    };
  },
};
