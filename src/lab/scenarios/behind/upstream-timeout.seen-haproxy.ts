import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** The application takes each request and sleeps for ever. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "the application never answers, haproxy logs sH",
  expected: { fault: broken("proxy", "upstream-timeout"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const app = await site.serve();
    const timer = draw.integer(2_000, 3_000);
    await site.startHaproxy(
      site.haproxyOf(`server one ${site.origin()}`, {
        timeouts: `timeout connect 3s\n  timeout client 30s\n  timeout server ${timer}ms`,
      }),
    );
    return {
      ...site.asked([site.haproxyHop], { unseen: draw.coin() ? [site.app] : [] }),
      proveByHand: site.shows(504),
      break: () => app.restart(site.web({ routes: { "*": { act: "hang" } } })),
      fix: () => app.restart(site.web()),
      // Another path of it never answers.
      nearMiss: () =>
        app.restart(site.web({ routes: { [`/${draw.label()}`]: { act: "hang" }, "*": { body: "well\n" } } })),
    };
  },
};
