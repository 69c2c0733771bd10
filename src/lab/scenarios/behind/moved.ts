import type { Draw } from "../../draw.ts";
import type { Setup } from "../../scenario.ts";
import type { World } from "../../world/index.ts";
import { buildBehind } from "./behind.ts";

/**
 * An application that has moved, and an nginx that found its address at its start; where it was there is nothing now, or
 * another application that does not know the request.
 */
export async function buildMoved(
  world: World,
  draw: Draw,
  left: "nothing" | "another",
): Promise<Setup & { readonly logsUpstream: boolean }> {
  const upstream = draw.name();
  const site = await buildBehind(world, draw, {
    apps: 2,
    records: ({ apps: [old], near }) => (old ? { [upstream]: [near.address(old)] } : {}),
  });
  const [, next] = site.apps;
  if (!next) throw new Error("Two applications were asked for");
  const first = await site.serve();
  await site.serve({}, next);
  const passes = `proxy_pass http://${upstream}:${site.inner}; proxy_connect_timeout 2s; proxy_set_header Host $http_host;`;
  const nginx = await site.startFront(site.nginxOf(`location / { ${passes} }`));
  const move = async () => {
    await site.dns.restart({ records: { ...site.records, [upstream]: [site.near.address(next)] } });
    if (left === "nothing") await first.stop();
    else await first.restart(site.web({ routes: { "*": { status: 503, body: "not here\n" } } }));
  };
  return {
    ...site.asked([site.nginxHop]),
    logsUpstream: site.logsUpstream,
    proveByHand: site.shows(502, 503, 504),
    break: move,
    fix: () => nginx.restart(),
    async nearMiss() {
      const asks = `resolver ${site.resolverAddress} ipv6=off valid=1s; set $where ${upstream};`;
      const follows = passes.replace(upstream, "$where");
      await nginx.restart(site.nginxOf(`${asks} location / { ${follows} }`));
      await move();
    },
  };
}
