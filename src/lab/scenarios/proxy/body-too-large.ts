import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startNginx, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** nginx takes one mebibyte, its default, and the request is larger. */
export const scenario: Scenario = {
  cause: "body-too-large",
  boundary: "proxy",
  mechanism: "the body is above client_max_body_size",
  expected: { fault: broken("proxy", "body-too-large"), "near-miss": healthy },
  async build(world, draw) {
    const size = draw.integer(1_200_000, 2_500_000);
    const proxied = await buildProxied(world, draw, {
      options: ["--method", "POST", "--data-size", `${size}`],
    });
    const body = proxied.site.client.file("body", "x".repeat(size));
    const argv = proxied.curl("--data-binary", `@${body}`);
    await startWeb(proxied.back, { port: proxied.inner });
    const wide = proxied.nginx("client_max_body_size 16m;");
    const nginx = await startNginx(proxied.front, wide);
    return {
      ...proxied.setup,
      proveByHand: { argv, faultShows: /status 413|exit (55|56|92)/ },
      break: () => nginx.restart(proxied.nginx()),
      fix: () => nginx.restart(wide),
      nearMiss: () => nginx.restart(proxied.nginx(`client_max_body_size ${size};`)),
    };
  },
};
