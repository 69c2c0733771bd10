import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";
import { startSecond } from "./second.ts";

/** haproxy before nginx before an application, all of them known, timers in order. */
export const scenario = sound("two proxies and an application, all in view", async (world, draw) => {
  const site = await buildBehind(world, draw, { second: true });
  await site.serve({ routes: { "*": { delay: draw.integer(0, 300), body: "well\n" } } });
  const second = await startSecond(site, draw);
  const send = draw.coin();
  if (send) await second.restart({ listen: "proxy_protocol", location: "proxy_read_timeout 5s;" });
  await site.startHaproxy(
    site.haproxyOf(`server one ${second.origin} ${send ? "send-proxy" : ""} check inter 2s`),
  );
  return {
    ...site.asked([site.haproxyHop, second.hop]),
    proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
  };
});
