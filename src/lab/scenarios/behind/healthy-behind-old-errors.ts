import { join } from "node:path";
import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";
import { writeOldError } from "./stale-logs.ts";

const MINUTE_MS = 60_000;

/** The log holds errors of the same route that are long over. */
export const scenario = sound("the proxy's log holds old errors of this route", async (world, draw) => {
  const site = await buildBehind(world, draw);
  const file = join(site.front.folder, "nginx", "error.log");
  for (const minutes of [draw.integer(600, 1_400), draw.integer(20, 90), draw.integer(8, 15)])
    writeOldError({
      ...{ file, ago: minutes * MINUTE_MS, client: site.lan.address(site.client) },
      ...{ server: `${site.name}:${site.port}`, path: site.path, upstream: site.origin() },
    });
  await site.serve({ routes: { "*": { delay: draw.integer(0, 60), body: "well\n" } } });
  await site.startFront(site.nginx());
  return { ...site.asked([site.nginxHop]), proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ } };
});
