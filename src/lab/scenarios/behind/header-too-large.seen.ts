import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** The application's answer has a header above proxy_buffer_size, as its session cookies have grown. */
export const scenario: Scenario = {
  cause: "header-too-large",
  boundary: "proxy",
  mechanism: "the upstream's header is above proxy_buffer_size, and the log says so",
  expected: { fault: broken("proxy", "header-too-large"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const app = await site.serve();
    const nginx = await site.startFront(site.nginx("proxy_buffer_size 4k;"));
    const headers = { "set-cookie": `session=${"s".repeat(draw.integer(5_000, 7_000))}` };
    const large = () => app.restart(site.web({ routes: { "*": { headers, body: "well\n" } } }));
    return {
      ...site.asked([site.nginxHop]),
      proveByHand: site.shows(502),
      break: large,
      fix: () => app.restart(site.web()),
      async nearMiss() {
        await nginx.restart(site.nginx("proxy_buffer_size 16k; proxy_buffers 8 16k;"));
        await large();
      },
    };
  },
};
