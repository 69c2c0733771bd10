import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** The application listens on 127.0.0.1 alone, and its host is a vantage. */
export const scenario: Scenario = {
  cause: "bound-to-loopback-only",
  boundary: "tcp",
  mechanism: "the application behind the proxy listens on 127.0.0.1",
  expected: { fault: broken("tcp", "bound-to-loopback-only"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const app = await site.serve();
    const haproxy = draw.coin();
    if (haproxy) await site.startHaproxy(site.haproxyOf(`server one ${site.origin()}`));
    else await site.startFront(site.nginx());
    return {
      ...site.asked([haproxy ? site.haproxyHop : site.nginxHop]),
      at: site.app.name,
      proveByHand: site.shows(502, 503),
      break: () => app.restart(site.web({ address: "127.0.0.1" })),
      fix: () => app.restart(site.web()),
      nearMiss: () => app.restart(site.web({ address: site.near.address(site.app) })),
    };
  },
};
