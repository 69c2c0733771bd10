import { setTimeout as sleep } from "node:timers/promises";
import { degraded, type Scenario } from "../../scenario.ts";
import { startPacer } from "../../servers/index.ts";
import { buildBehind } from "./behind.ts";

/** Applications were started again one after the other, all before the look, and nginx went on to send them requests meanwhile. */
export const scenario: Scenario = {
  cause: "shutdown-race",
  boundary: "app",
  mechanism: "a rollout that is over stopped each application without taking it out of nginx",
  expected: { fault: degraded("app", "shutdown-race") },
  async build(world, draw) {
    const site = await buildBehind(world, draw, { apps: 3 });
    const running = await Promise.all(site.apps.map((app) => site.serve({}, app)));
    await site.startFront(
      site.nginxOf(
        `location / { proxy_pass http://application; proxy_next_upstream off; }`,
        `upstream application { ${site.apps.map((app) => `server ${site.origin(app)} max_fails=0;`).join(" ")} }`,
      ),
    );
    const { url, far, front, stranger } = site;
    await startPacer(stranger, {
      url,
      address: far.address(front),
      method: "GET",
      together: 3,
      pauses: [150],
    });
    return {
      ...site.asked([site.nginxHop], { options: ["--count", "10"] }),
      proveByHand: {
        argv: [
          "sh",
          "-c",
          `grep -cE '" 502 |"status":502' "$1"; true`,
          "sh",
          `${front.folder}/nginx/access.log`,
        ],
        faultShows: /^[1-9]/,
      },
      async break() {
        for (const app of running) {
          await app.stop();
          await sleep(draw.integer(1_100, 2_000));
          await app.restart();
        }
      },
      async fix() {
        site.front.file("nginx/access.log", "");
      },
    };
  },
};
