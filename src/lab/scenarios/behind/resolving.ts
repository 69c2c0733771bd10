import { setTimeout as sleep } from "node:timers/promises";
import { FaultlineError, type Ms } from "../../../base/index.ts";
import type { Draw } from "../../draw.ts";
import type { Setup } from "../../scenario.ts";
import { type Configured, type NameKeeperConfig, startNameKeeper } from "../../servers/index.ts";
import type { Host, World } from "../../world/index.ts";
import { type Behind, buildBehind } from "./behind.ts";

/** An nginx that finds its upstream while it runs, by a resolver that nobody else asks. Two applications serve the same. */
export interface Resolving {
  readonly site: Behind;
  /** The resolver's host, and what it is started with: the name leads to the first application. */
  readonly keeper: Host;
  readonly kept: NameKeeperConfig;
  readonly names: Configured<NameKeeperConfig>;
  /** The second application. */
  readonly next: Host;
  /** What the product is told; the resolver's host is a vantage or not. */
  asked(isKeeperSeen: boolean): ReturnType<Behind["asked"]>;
  readonly proveByHand: Setup["proveByHand"];
  /** Asks nginx until it answers with this status, and more is true if given: what it has found it keeps for a while. */
  until(status: number, isSo?: () => boolean): Promise<void>;
}

/** Longer than nginx keeps an answer and waits for one; a server that was silent it asks again after 5 s. */
const SEEN_WITHIN: Ms = 30_000;
const LOOK_EVERY: Ms = 100;

/** Builds it, and has asked it once: it works. */
export async function buildResolving(world: World, draw: Draw): Promise<Resolving> {
  const site = await buildBehind(world, draw, { apps: 3 });
  const [app, next, keeper] = site.apps;
  if (!app || !next || !keeper) throw new Error("Three hosts were asked for");
  const kept: NameKeeperConfig = {
    kind: draw.pick(["dnsmasq", "unbound", "named"]),
    port: draw.coin() ? 53 : draw.port(),
    name: draw.name(),
    address: site.near.address(app),
  };
  for (const host of [app, next]) await site.serve({}, host);
  const names = await startNameKeeper(keeper, kept);
  await site.startFront(site.nginxOf(linesOf(site, draw, `${site.near.address(keeper)}:${kept.port}`, kept)));
  const hops = draw.coin() ? [site.nginxHop, site.hop] : [site.nginxHop];
  const until = async (status: number, isSo = () => true) => {
    const deadline = performance.now() + SEEN_WITHIN;
    for (;;) {
      const { stdout } = await site.client.run(site.curl(), { timeout: 15_000 });
      if (stdout.includes(`status ${status}`) && isSo()) return;
      if (performance.now() > deadline)
        throw new FaultlineError(
          "LAB_FAILED",
          `Cannot build the lab: nginx does not come to answer ${status}: ${stdout.trim()}\nRun it again`,
        );
      await sleep(LOOK_EVERY);
    }
  };
  await until(200);
  return {
    ...{ site, keeper, kept, names, next, until },
    asked: (isKeeperSeen) => site.asked(hops, { unseen: isKeeperSeen ? [] : [keeper] }),
    proveByHand: site.shows(502),
  };
}

/** What nginx is told of the resolver, in its server or in the location: either is usual. */
function linesOf(site: Behind, draw: Draw, server: string, { name }: NameKeeperConfig): string {
  const asks = [
    `resolver ${draw.coin() ? server.replace(/:53$/, "") : server} valid=${draw.integer(1, 3)}s${draw.coin() ? " ipv6=off" : ""};`,
    `resolver_timeout ${draw.integer(1, 3)}s;`,
  ].join(" ");
  const variable = `$${draw.label()}`;
  const passes = `set ${variable} http://${name}:${site.inner}; proxy_pass ${variable}; proxy_set_header Host $http_host;`;
  return draw.coin() ? `${asks} location / { ${passes} }` : `location / { ${asks} ${passes} }`;
}
