import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";
import { traefikOf } from "./traefik.ts";

/** One application behind Traefik; slower than most, and well within every timer. */
export const scenario = {
  ...sound("an application behind Traefik takes its time, within every timer", async (world, draw) => {
    const site = await buildBehind(world, draw);
    const traefik = traefikOf(site, draw);
    const delay = draw.integer(50, 850);
    await site.serve({ routes: { "*": { delay, body: "well\n" } } });
    const responseHeaderTimeout = `${draw.integer(3, 9)}s`;
    await traefik.start(
      traefik.of({
        middlewares: draw.coin()
          ? [{ headers: { customRequestHeaders: { "X-Forwarded-Prefix": "/" } } }]
          : [],
        transport: { forwardingTimeouts: { responseHeaderTimeout } },
      }),
    );
    return {
      ...site.asked([traefik.hop], { options: ["--count", "3"] }),
      proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
    };
  }),
  needs: ["traefik"] as const,
};
