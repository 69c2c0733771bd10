import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** The request's body is above what a middleware takes, which the configuration says. */
export const scenario: Scenario = {
  cause: "body-too-large",
  boundary: "proxy",
  mechanism: "maxRequestBodyBytes of Traefik's buffering is below the body",
  expected: { fault: broken("proxy", "body-too-large"), "near-miss": healthy },
  needs: ["traefik"],
  async build(world, draw) {
    const size = draw.integer(70_000, 900_000);
    const site = await buildBehind(world, draw);
    const traefik = traefikOf(site, draw);
    await site.serve();
    const file = site.client.file("body", Buffer.alloc(size, "x"));
    const limit = (octets: number) =>
      traefik.of({ middlewares: [{ buffering: { maxRequestBodyBytes: octets } }] });
    const proxy = await traefik.start(limit(2_000_000));
    return {
      ...site.asked([traefik.hop], { options: ["--data-size", `${size}`] }),
      proveByHand: { argv: site.curl("--data-binary", `@${file}`), faultShows: /status 413/ },
      break: () => proxy.restart(limit(Math.floor(size / draw.integer(2, 9)))),
      fix: () => proxy.restart(limit(2_000_000)),
      nearMiss: () => proxy.restart(limit(size)),
    };
  },
};
