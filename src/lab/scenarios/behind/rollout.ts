import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Draw } from "../../draw.ts";
import type { Setup } from "../../scenario.ts";
import { startPacer, type WebShutdown } from "../../servers/index.ts";
import type { World } from "../../world/index.ts";
import { buildBehind } from "./behind.ts";
import { balancerOf } from "./rollout-balancer.ts";

/**
 * Three to six applications, each of which is stopped and started again once, one after the other: the first before the look,
 * the others while it lasts. In the fault each closes its listener while the proxy still counts on it; in the near miss the
 * proxy knows before, and no request is lost.
 */
export async function buildRollout(world: World, draw: Draw, kind: "nginx" | "haproxy"): Promise<Setup> {
  const site = await buildBehind(world, draw, { apps: draw.integer(3, 6) });
  const { far, front, stranger, apps } = site;
  const readiness = `/${draw.pick(["ready", "healthz", draw.label()])}`;
  // What is in use when the listener closes is lost, or a new connection is: each is enough.
  const isCut = draw.coin();
  const routes = { "*": { delay: isCut ? draw.integer(150, 300) : draw.integer(0, 30), body: "well\n" } };
  const [lingers, down] = [draw.integer(100, 600), draw.integer(900, 1_800)];
  const [gap, keepAlive] = [draw.integer(1_500, 3_000), draw.coin()];
  const hasty = { drains: 0, inUse: isCut ? "cut" : "answered", lingers, readiness } as const;
  const gentle = { drains: 1_500, inUse: "answered", lingers, readiness } as const;
  const web = (shutdown: WebShutdown, app: (typeof apps)[number]) =>
    site.web({ routes, shutdown, keepAlive: 75_000 }, app);
  const running = await Promise.all(apps.map((app) => site.serve(web(hasty, app), app)));
  const balancer = await balancerOf(site, { kind, isCut, keepAlive, readiness });
  // Out of step with each other: at any moment one of them waits for an answer.
  const load = async () => {
    for (const pause of [30, draw.integer(40, 70), draw.integer(80, 130)])
      await startPacer(stranger, {
        ...{ url: site.url, address: far.address(front), method: isCut ? "POST" : "GET" },
        ...{ together: isCut ? apps.length : 2, pauses: [pause, 2 * pause] },
      });
    await sleep(500);
  };
  const roll = async (index: number) => {
    const app = running[index];
    if (!app) return;
    await app.stop();
    await sleep(down);
    await app.restart();
  };
  const rollGently = async (index: number) => {
    const app = running[index];
    if (!app) return;
    await balancer.withdraw(index);
    app.signal("SIGTERM");
    await sleep(gentle.drains + lingers + 400);
    await app.restart();
    await balancer.giveBack(index);
  };
  let others = Promise.resolve();
  const rest = async (each: (index: number) => Promise<void>) => {
    for (let index = 1; index < apps.length; index++) {
      await sleep(gap);
      await each(index);
    }
  };
  // A team names one of its applications, and where it logs, or none.
  const { app } = site;
  const url = `http://${site.origin()}${site.path}`;
  const isNamed = draw.integer(1, 4) > 1;
  const hops = isNamed ? [{ app: { at: app.name, url, log: join(app.folder, "app.log") } }] : [];
  return {
    ...site.asked([balancer.hop, ...hops], { options: ["--during", "8s"] }),
    proveByHand: balancer.proof,
    async break() {
      await load();
      await roll(0);
      // The world may end in the middle of it.
      others = rest(roll).catch(() => {});
    },
    async fix() {
      await others;
      balancer.forget();
    },
    async nearMiss() {
      for (const [index, app] of running.entries()) {
        const host = apps[index];
        if (host) await app.restart(web(gentle, host));
      }
      await balancer.learn();
      await load();
      await rollGently(0);
      others = rest(rollGently).catch(() => {});
    },
  };
}
