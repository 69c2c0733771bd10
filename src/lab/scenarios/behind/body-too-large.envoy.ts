import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { envoyOf } from "./envoy.ts";

/** The request's body is above what the buffer filter takes, which the configuration says. */
export const scenario: Scenario = {
  cause: "body-too-large",
  boundary: "proxy",
  mechanism: "max_request_bytes of Envoy's buffer filter is below the body",
  expected: { fault: broken("proxy", "body-too-large"), "near-miss": healthy },
  needs: ["envoy"],
  async build(world, draw) {
    const size = draw.integer(70_000, 900_000);
    const site = await buildBehind(world, draw);
    const envoy = envoyOf(site, draw);
    await site.serve();
    const file = site.client.file("body", Buffer.alloc(size, "x"));
    const limit = (octets: number) =>
      envoy.of({
        filters: [
          `{name: envoy.filters.http.buffer, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer, max_request_bytes: ${octets}}}`,
        ],
      });
    const proxy = await envoy.start(limit(2_000_000));
    return {
      ...site.asked([envoy.hop], { options: ["--data-size", `${size}`] }),
      proveByHand: { argv: site.curl("--data-binary", `@${file}`), faultShows: /status 413/ },
      break: () => proxy.restart(limit(Math.floor(size / draw.integer(2, 9)))),
      fix: () => proxy.restart(limit(2_000_000)),
      nearMiss: () => proxy.restart(limit(size)),
    };
  },
};
