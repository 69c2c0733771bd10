import { buildWatchedSite } from "../../topology/index.ts";
import { sound } from "./sound.ts";

/** Filters of every host on the way drop and reject what others send, and what this client sends elsewhere. */
export const scenario = sound("rules on the way that drop somebody else's flows", async (world, draw) => {
  const site = await buildWatchedSite(world, draw);
  const { ip, address, service, lanPrefix } = site;
  const elsewhere = draw.subnet();
  const others = site.family === 4 ? `${elsewhere.v4}.0/24` : `${elsewhere.v6}/64`;
  const rules = [
    `${ip} saddr ${others} counter drop`,
    `${ip} daddr ${others} counter reject`,
    `${ip} saddr ${lanPrefix} tcp dport { ${draw.port()}, ${draw.port()} } counter drop`,
    `${ip} daddr ${site.far.address(site.stranger, site.family)} tcp dport ${service.port} counter drop`,
    `${ip} saddr ${address} tcp dport ${service.port} counter reject with tcp reset`,
    `udp dport ${service.port} counter drop`,
  ];
  for (const router of site.routers) await router.filter("forward", rules);
  await site.server.filter("input", rules);
  return site.asked;
});
