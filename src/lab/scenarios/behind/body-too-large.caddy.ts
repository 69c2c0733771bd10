import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";

/** The request's body is above `max_size` of `request_body`, which the configuration says. */
export const scenario: Scenario = {
  cause: "body-too-large",
  boundary: "proxy",
  mechanism: "request_body max_size of Caddy is below the body",
  expected: { fault: broken("proxy", "body-too-large"), "near-miss": healthy },
  async build(world, draw) {
    const size = draw.integer(70_000, 900_000);
    const site = await buildBehind(world, draw);
    const caddy = caddyOf(site, draw);
    await site.serve();
    const file = site.client.file("body", Buffer.alloc(size, "x"));
    const limit = (octets: number) =>
      caddy.of(`\trequest_body {\n\t\tmax_size ${octets}B\n\t}\n\treverse_proxy ${site.origin()}`);
    const running = await caddy.start(limit(2_000_000));
    return {
      ...site.asked([caddy.hop], { options: ["--data-size", `${size}`] }),
      // Caddy before 2.7 says 502 where the limit is met while it passes the body on.
      proveByHand: { argv: site.curl("--data-binary", `@${file}`), faultShows: /status (413|502)/ },
      break: () => running.restart(limit(Math.floor(size / draw.integer(2, 9)))),
      fix: () => running.restart(limit(2_000_000)),
      nearMiss: () => running.restart(limit(size)),
    };
  },
};
