import { broken, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx answers 413 and ends the connection at once, unread body or not: clients see a reset while they send. */
export const scenario: Scenario = {
  cause: "body-too-large",
  boundary: "proxy",
  mechanism: "413 and a reset while the body is sent (lingering_close off)",
  expected: { fault: broken("proxy", "body-too-large") },
  async build(world, draw) {
    const size = draw.integer(1_200_000, 2_500_000);
    const proxied = await buildProxied(world, draw, {
      options: ["--method", "POST", "--data-size", `${size}`],
    });
    const body = proxied.site.client.file("body", "x".repeat(size));
    const argv = proxied.curl("--data-binary", `@${body}`);
    await startWeb(proxied.back, { port: proxied.inner });
    const wide = proxied.nginx("client_max_body_size 16m; lingering_close off;");
    const nginx = await startNginx(proxied.front, wide);
    return {
      ...proxied.setup,
      proveByHand: { argv, faultShows: /status 413|exit (55|56|92)/ },
      break: () => nginx.restart(proxied.nginx("client_max_body_size 64k; lingering_close off;")),
      fix: () => nginx.restart(wide),
    };
  },
};
