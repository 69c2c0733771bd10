import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";

/** The application takes each request and never answers. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "the application never answers, Caddy gives up by one of its timers",
  expected: { fault: broken("proxy", "upstream-timeout"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const caddy = caddyOf(site, draw);
    const app = await site.serve();
    const timer = draw.pick(["response_header_timeout", "read_timeout"]);
    await caddy.start(caddy.passing("", `${timer} ${draw.integer(2_000, 3_000)}ms`));
    return {
      ...site.asked([caddy.hop], { unseen: draw.coin() ? [site.app] : [] }),
      // A read that takes too long is no time-out to every version of Caddy.
      proveByHand: site.shows(502, 504),
      break: () => app.restart(site.web({ routes: { "*": { act: "hang" } } })),
      fix: () => app.restart(site.web()),
      // Another path of it never answers.
      nearMiss: () =>
        app.restart(site.web({ routes: { [`/${draw.label()}`]: { act: "hang" }, "*": { body: "well\n" } } })),
    };
  },
};
