import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHolder, startWeb } from "../../servers/index.ts";
import { askedByHand, buildWatchedSite } from "../../topology/index.ts";
import type { Server } from "../../world/index.ts";

/** The flood hits the server, which is a vantage: its SYN_RECV sockets are there to be counted. RFC 4987. */
export const scenario: Scenario = {
  cause: "syn-flood",
  boundary: "tcp",
  mechanism: "half-open handshakes fill the backlog of the server, seen from there; SYN cookies are off",
  expected: { fault: broken("tcp", "syn-flood"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildWatchedSite(world, draw, { family: 4 });
    const port = draw.port();
    const backlog = draw.integer(16, 64);
    await startWeb(site.server, { port, backlog });
    // Who floods has forged its address, so that no answer finds it.
    await site.stranger.filter("input", [`tcp sport ${port} drop`]);
    const cookies = (value: 0 | 1) => site.server.sysctl({ "net.ipv4.tcp_syncookies": value });
    const flood = () =>
      startHolder(site.stranger, { address: site.address, port, count: backlog + 20, patience: 15 });
    let flooding: Server | null = null;
    const target = `http://${site.name}:${port}/`;
    return {
      ...site.asked,
      target,
      at: site.server.name,
      proveByHand: askedByHand(target, 2),
      async break() {
        await cookies(0);
        flooding = await flood();
      },
      async fix() {
        await flooding?.stop();
        await cookies(1);
      },
      async nearMiss() {
        await cookies(1);
        await flood();
      },
    };
  },
};
