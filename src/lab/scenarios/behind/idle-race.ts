import { setTimeout as sleep } from "node:timers/promises";
import type { Draw } from "../../draw.ts";
import type { Setup } from "../../scenario.ts";
import { startPacer } from "../../servers/index.ts";
import type { World } from "../../world/index.ts";
import { buildBehind } from "./behind.ts";

/** What Node adds to `keepAliveTimeout` before it closes (`keepAliveTimeoutBuffer`). */
const BUFFER_MS = 1_000;

/**
 * Six applications in place of three behind nginx, so that each waits longer for its next request than it keeps its connection.
 *
 * @param words Of each `server` line of nginx.
 */
export async function buildIdleRace(world: World, draw: Draw, words = ""): Promise<Setup> {
  const nearDelay = draw.integer(25, 40);
  const options = ["--during", "12s"];
  const site = await buildBehind(world, draw, { apps: 6, nearDelay });
  const keepAlive = draw.integer(1_500, 2_500);
  const [few, all] = [site.apps.slice(0, 3), site.apps];
  const running = await Promise.all(all.map((app) => site.serve({ keepAlive }, app)));
  const balanced = (apps: typeof all) =>
    site.nginxOf(
      `location / { proxy_pass http://application; proxy_http_version 1.1; proxy_set_header Connection ""; }`,
      `upstream application { ${apps.map((app) => `server ${site.origin(app)} ${words};`).join(" ")} keepalive 16; }`,
    );
  const nginx = await site.startFront(balanced(few));
  const { url, far, front, stranger } = site;
  const load = (pauses: readonly number[]) =>
    startPacer(stranger, { url, address: far.address(front), method: "POST", together: 6, pauses });
  // The application's end of a connection is closed for this long before nginx hears of it.
  const late = keepAlive + BUFFER_MS - nearDelay;
  const risky = [late, late - 12, late + 12];
  const outlive = async () => {
    for (const [index, app] of running.entries()) {
      const host = all[index];
      if (host) await app.restart(site.web({ keepAlive: 75_000 }, host));
    }
  };
  return {
    ...site.asked([site.nginxHop], { options }),
    proveByHand: {
      // Requests of others since the log began.
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
      await nginx.restart(balanced(all));
      await load(risky);
      // Some rounds, of which a part fails.
      await sleep(4 * (keepAlive + BUFFER_MS));
    },
    async fix() {
      await outlive();
      site.front.file("nginx/access.log", "");
    },
    async nearMiss() {
      await outlive();
      await nginx.restart(balanced(all));
      await load(risky);
      await sleep(2 * (keepAlive + BUFFER_MS));
    },
  };
}
