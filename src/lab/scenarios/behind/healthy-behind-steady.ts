import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";

/** An application that takes its time, always the same. */
export const scenario = sound(
  "an application behind a proxy takes 0.8 s for each request",
  async (world, draw) => {
    const site = await buildBehind(world, draw);
    await site.serve({ routes: { "*": { delay: draw.integer(750, 850), body: "well\n" } } });
    const haproxy = draw.coin();
    if (haproxy) await site.startHaproxy(site.haproxyOf(`server one ${site.origin()} check inter 2s`));
    else await site.startFront(site.nginx(`proxy_read_timeout ${draw.integer(4, 8)}s;`));
    return {
      ...site.asked([haproxy ? site.haproxyHop : site.nginxHop], { options: ["--count", "3"] }),
      proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
    };
  },
);
