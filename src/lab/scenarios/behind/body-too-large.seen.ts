import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** The request's body is above client_max_body_size, which the configuration says. */
export const scenario: Scenario = {
  cause: "body-too-large",
  boundary: "proxy",
  mechanism: "client_max_body_size is below the body",
  expected: { fault: broken("proxy", "body-too-large"), "near-miss": healthy },
  async build(world, draw) {
    const size = draw.integer(70_000, 900_000);
    const site = await buildBehind(world, draw);
    await site.serve();
    const file = site.client.file("body", Buffer.alloc(size, "x"));
    const limit = (octets: number) => site.nginx(`client_max_body_size ${octets};`);
    const nginx = await site.startFront(limit(2_000_000));
    return {
      ...site.asked([site.nginxHop], { options: ["--data-size", `${size}`] }),
      proveByHand: { argv: site.curl("--data-binary", `@${file}`), faultShows: /status 413/ },
      break: () => nginx.restart(limit(Math.floor(size / draw.integer(2, 9)))),
      fix: () => nginx.restart(limit(2_000_000)),
      nearMiss: () => nginx.restart(limit(size)),
    };
  },
};
