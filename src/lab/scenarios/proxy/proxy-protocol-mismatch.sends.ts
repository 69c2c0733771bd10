import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startHaproxy, startNginx } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** haproxy sends a PROXY header to an nginx that takes it for a request. */
export const scenario: Scenario = {
  cause: "proxy-protocol-mismatch",
  boundary: "proxy",
  mechanism: "haproxy sends the PROXY protocol to an nginx that expects none",
  expected: { fault: broken("proxy", "proxy-protocol-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw);
    const inside = (word: string) => ({
      port: proxied.inner,
      http: `server { listen ${proxied.inner} ${word}; location / { return 200 "well\\n"; } }`,
    });
    const nginx = await startNginx(proxied.back, inside(""));
    const sending = proxied.haproxy({ server: draw.pick(["send-proxy", "send-proxy-v2"]) });
    const haproxy = await startHaproxy(proxied.front, proxied.haproxy());
    return {
      ...proxied.setup,
      proveByHand: proxied.shows(400, 502),
      break: () => haproxy.restart(sending),
      fix: () => haproxy.restart(proxied.haproxy()),
      nearMiss: async () => {
        await nginx.restart(inside("proxy_protocol"));
        await haproxy.restart(sending);
      },
    };
  },
};
