import { broken, type Scenario } from "../../scenario.ts";
import { startHaproxy, startWeb } from "../../servers/index.ts";
import { buildProxied } from "./proxied.ts";

/** Two rules of haproxy send a path and its twin to each other. */
export const scenario: Scenario = {
  cause: "redirect-loop",
  boundary: "proxy",
  mechanism: "two redirect rules of haproxy undo each other",
  expected: { fault: broken("proxy", "redirect-loop") },
  async build(world, draw) {
    const proxied = await buildProxied(world, draw, { path: `/${draw.label()}` });
    await startWeb(proxied.back, { port: proxied.inner });
    const path = new URL(proxied.url).pathname;
    const there = `http-request redirect location ${path}/ code 301 if { path ${path} }`;
    const back = `http-request redirect location ${path} code 302 if { path ${path}/ }`;
    const one = proxied.haproxy({ frontend: there });
    const haproxy = await startHaproxy(proxied.front, one);
    return {
      ...proxied.setup,
      proveByHand: { argv: proxied.curl("-L"), faultShows: /exit 47/ },
      break: () => haproxy.restart(proxied.haproxy({ frontend: `${there}\n  ${back}` })),
      fix: () => haproxy.restart(one),
    };
  },
};
