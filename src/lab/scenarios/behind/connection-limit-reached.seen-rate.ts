import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** Others have used up this minute's requests, and nginx says so in its log. */
export const scenario: Scenario = {
  cause: "connection-limit-reached",
  boundary: "proxy",
  mechanism: "limit_req refuses, and the log says so",
  expected: { fault: broken("proxy", "connection-limit-reached") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    await site.serve();
    const zone = "limit_req_zone $server_port zone=all:1m rate=1r/m;";
    const nginx = await site.startFront(site.nginx("", zone));
    return {
      ...site.asked([site.nginxHop]),
      proveByHand: site.shows(429, 503),
      async break() {
        const status = draw.pick(["", "limit_req_status 429;"]);
        await nginx.restart(site.nginx(`limit_req zone=all; ${status}`, zone));
        await site.client.run(site.curl());
      },
      fix: () => nginx.restart(site.nginx("", zone)),
    };
  },
};
