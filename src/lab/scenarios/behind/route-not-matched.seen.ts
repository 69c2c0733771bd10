import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** nginx knows other paths, and answers the rest itself. */
export const scenario: Scenario = {
  cause: "route-not-matched",
  boundary: "proxy",
  mechanism: "no location of nginx leads to the application",
  expected: { fault: broken("proxy", "route-not-matched"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    await site.serve();
    const passes = `{ proxy_pass http://${site.origin()}; }`;
    const others = `location /${draw.label()}/ ${passes} location / { return 404; }`;
    const nginx = await site.startFront(site.nginxOf(`location / ${passes}`));
    return {
      ...site.asked([site.nginxHop]),
      proveByHand: site.shows(404),
      break: () => nginx.restart(site.nginxOf(others)),
      fix: () => nginx.restart(site.nginxOf(`location / ${passes}`)),
      nearMiss: () => nginx.restart(site.nginxOf(`${others} location ${site.path} ${passes}`)),
    };
  },
};
