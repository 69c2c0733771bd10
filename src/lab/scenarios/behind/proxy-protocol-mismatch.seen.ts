import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { startSecond } from "./second.ts";

/** haproxy sends the PROXY header to an nginx that takes it for a request, or sends none to one that waits for it. */
export const scenario: Scenario = {
  cause: "proxy-protocol-mismatch",
  boundary: "proxy",
  mechanism: "the PROXY protocol is on at one of two proxies alone",
  expected: { fault: broken("proxy", "proxy-protocol-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { second: true });
    await site.serve();
    const second = await startSecond(site, draw);
    const front = (words: string) => site.haproxyOf(`server one ${second.origin} ${words}`);
    const haproxy = await site.startHaproxy(front(""));
    const sends = () => haproxy.restart(front(draw.pick(["send-proxy", "send-proxy-v2"])));
    const outer = draw.coin();
    return {
      ...site.asked([site.haproxyHop, second.hop]),
      proveByHand: site.shows(400, 502),
      break: () => (outer ? sends() : second.restart({ listen: "proxy_protocol" })),
      async fix() {
        await second.restart();
        await haproxy.restart(front(""));
      },
      async nearMiss() {
        await second.restart({ listen: "proxy_protocol" });
        await sends();
      },
    };
  },
};
