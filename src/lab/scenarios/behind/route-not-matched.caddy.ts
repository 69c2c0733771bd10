import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";

/** Caddy passes other paths on, and answers the rest itself. */
export const scenario: Scenario = {
  cause: "route-not-matched",
  boundary: "proxy",
  mechanism: "no handle of Caddy leads to the application",
  expected: { fault: broken("proxy", "route-not-matched"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const caddy = caddyOf(site, draw);
    await site.serve();
    const passes = (path: string) => `\thandle ${path} {\n\t\treverse_proxy ${site.origin()}\n\t}\n`;
    const rest = `\thandle {\n\t\t${draw.pick(["error 404", 'respond "Not found" 404', "respond 404"])}\n\t}\n`;
    const others = passes(`/${draw.label()}/*`);
    const running = await caddy.start(caddy.of(passes("/*")));
    return {
      ...site.asked([caddy.hop]),
      proveByHand: site.shows(404),
      break: () => running.restart(caddy.of(others + rest)),
      fix: () => running.restart(caddy.of(passes("/*"))),
      nearMiss: () => running.restart(caddy.of(others + passes(`${site.path}*`) + rest)),
    };
  },
};
