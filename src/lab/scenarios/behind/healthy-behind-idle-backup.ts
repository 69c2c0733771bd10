import { setTimeout as sleep } from "node:timers/promises";
import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";

/** A backup server that nobody needs is down, and its log line stands in the log. */
export const scenario = sound("an idle backup server of haproxy is down", async (world, draw) => {
  const site = await buildBehind(world, draw, { apps: 2 });
  const [, idle] = site.apps;
  await site.serve();
  await site.startHaproxy(
    site.haproxyOf(
      `server one ${site.origin()} check inter 200ms\n  server two ${site.origin(idle)} check inter 200ms fall 1 backup`,
    ),
  );
  // Several intervals of the health check.
  await sleep(800);
  return {
    ...site.asked([site.haproxyHop]),
    proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
  };
});
