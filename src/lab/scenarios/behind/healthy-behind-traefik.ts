import { setTimeout as sleep } from "node:timers/promises";
import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** Several intervals of the health check. */
const SETTLED_MS = 1_500;

/** Traefik over two applications, one of which may be gone: its checks leave it out, or the next is tried. */
export const scenario = {
  ...sound(
    "Traefik leaves out one of two applications, by its checks or by trying the next",
    async (world, draw) => {
      const site = await buildBehind(world, draw, { apps: 2 });
      const traefik = traefikOf(site, draw);
      const [, gone] = site.apps;
      const isGone = draw.coin();
      await site.serve({ routes: { "*": { delay: draw.integer(0, 400), body: "well\n" } } });
      if (!isGone && gone) await site.serve({}, gone);
      const healthCheck = { path: site.path, interval: "300ms", timeout: "2s" };
      await traefik.start(
        traefik.of(
          draw.coin() ? { middlewares: [{ retry: { attempts: 3 } }] } : { balancer: { healthCheck } },
        ),
      );
      await sleep(SETTLED_MS);
      return {
        ...site.asked([traefik.hop], { options: draw.coin() ? ["--count", "3"] : [] }),
        proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
      };
    },
  ),
  needs: ["traefik"] as const,
};
