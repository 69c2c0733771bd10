import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";
import { caddyOf } from "./caddy.ts";

/** One application behind Caddy, which logs as JSON; slower than most, and well within every timer. */
export const scenario = sound(
  "an application behind Caddy takes its time, within every timer",
  async (world, draw) => {
    const site = await buildBehind(world, draw);
    const caddy = caddyOf(site, draw);
    const delay = draw.integer(50, 850);
    await site.serve({ routes: { "*": { delay, body: "well\n" } } });
    await caddy.start(
      caddy.passing(
        draw.coin() ? "header_up X-Forwarded-Prefix /" : "",
        `response_header_timeout ${draw.integer(3, 9)}s`,
      ),
    );
    return {
      ...site.asked([caddy.hop], { options: ["--count", "3"] }),
      proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
    };
  },
);
