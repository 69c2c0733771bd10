import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";

/** Caddy balances over two applications, one of which no longer runs: its checks, or its retries, leave it out. */
export const scenario = sound(
  "Caddy leaves out one of two applications, by its checks or by trying the next",
  async (world, draw) => {
    const site = await buildBehind(world, draw, { apps: 2 });
    const caddy = caddyOf(site, draw);
    const [, gone] = site.apps;
    const isGone = draw.coin();
    await site.serve({ routes: { "*": { delay: draw.integer(0, 400), body: "well\n" } } });
    if (!isGone && gone) await site.serve({}, gone);
    const policy = draw.pick([
      "lb_policy first",
      "lb_policy round_robin\n\t\tlb_try_duration 4s\n\t\tfail_duration 30s",
      `lb_policy round_robin\n\t\tlb_try_duration 4s\n\t\thealth_uri ${site.path}\n\t\thealth_interval 500ms\n\t\thealth_timeout 2s`,
    ]);
    await caddy.start(
      caddy.of(`\treverse_proxy ${site.origin()} ${site.origin(gone)} {\n\t\t${policy}\n\t}`),
    );
    return {
      ...site.asked([caddy.hop], { options: draw.coin() ? ["--count", "3"] : [] }),
      proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
    };
  },
);
