import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Draw } from "../../draw.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { type Job, type PooledApp, type PooledAppConfig, startPooledApp } from "../../servers/index.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack, type Stack } from "./stack.ts";

/** Longer than any run. */
const FOR_LONG = 600_000;
/** Shorter than any request of these waits. */
const BRIEFLY = 700;

/** Jobs of the application keep every connection of its own pool while they do something else; the database has room for more. */
export const scenario: Scenario = {
  cause: "pool-exhausted",
  boundary: "database",
  mechanism: "jobs of an application keep all connections of its own pool, as its metrics tell",
  needs: ["pooled-app"],
  expected: { fault: broken("database", "pool-exhausted"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const { site } = stack;
    await startStore(stack);
    const config = drawn(stack, draw);
    const { metricsPort, impatience, pools } = config;
    const app = await startPooledApp(site.app, config);
    await site.startFront(site.nginx(`proxy_read_timeout ${draw.integer(2, 4)}s;`));

    const [nginx, , database] = stack.hops();
    const url = `http://${site.origin()}${site.path}`;
    const metrics = `http://${site.near.address(site.app)}:${metricsPort}/metrics`;
    const log = draw.coin() ? { log: config.log.file } : {};
    const told = { app: { at: site.app.name, url, ...log, metrics } };
    const hops = [nginx, told, ...(draw.coin() ? [database] : [])];

    const pool = pools[0]?.name ?? "";
    const keeps = draw.pick(["transaction", "rows", "connection"] as const);
    const job: Job = { pool, keeps, keep: FOR_LONG };
    const nearMiss = draw.pick([oneLeft, otherPool, before, often]);
    return {
      ...stack.asked({ hops }),
      proveByHand: stack.shows(impatience?.status ?? 504),
      break: () => begin(app, job, sizeOf(config)),
      fix: () => app.restart(),
      nearMiss: () => nearMiss({ stack, app, config, job }),
    };
  },
};

/** An application of this site: what pools it has, how long its requests wait, where its metrics are. */
function drawn(stack: Stack, draw: Draw): PooledAppConfig {
  const { site } = stack;
  const first = { name: draw.label(), size: draw.integer(2, 5) };
  const second = { name: draw.label(), size: draw.integer(1, 4) };
  const impatience = { after: draw.integer(1000, 1800), status: draw.pick([500, 503] as const) };
  return {
    port: site.inner,
    metricsPort: draw.coin() ? site.inner : draw.port(),
    jobs: `/${draw.label()}`,
    statement: reads(stack, draw),
    database: stack.client(),
    pools: draw.coin() ? [first, second] : [first],
    ...(draw.coin() ? { impatience } : {}),
    heeds: draw.coin(),
    log: { file: join(site.app.folder, "app.log"), form: draw.pick(["json", "words"] as const) },
  };
}

const sizeOf = ({ pools }: PooledAppConfig) => pools[0]?.size ?? 0;

async function begin(app: PooledApp, job: Job, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, () => app.begin(job)));
}

/** What an application is, of which something is made that looks like the fault. */
interface Pooled {
  readonly stack: Stack;
  readonly app: PooledApp;
  readonly config: PooledAppConfig;
  readonly job: Job;
}

/** All connections but one are kept. */
const oneLeft = ({ app, config, job }: Pooled) => begin(app, job, sizeOf(config) - 1);

/** Jobs keep all of a pool of their own and wait for more, which no request does. */
async function otherPool({ stack, app, config, job }: Pooled): Promise<void> {
  const own = { name: `${stack.table}-jobs`, size: 2 };
  await app.restart({ ...config, pools: [...config.pools, own] });
  await begin(app, { ...job, pool: own.name }, own.size + 3);
}

/** All were kept, and requests have waited for one; it is over. */
async function before({ stack: { site }, app, config, job }: Pooled): Promise<void> {
  await begin(app, { ...job, keep: BRIEFLY }, sizeOf(config));
  const ask = ["curl", "-sS", "-o", "/dev/null", "--max-time", "5", `http://${site.origin()}${site.path}`];
  await Promise.all(Array.from({ length: 8 }, () => site.app.run(ask)));
  await sleep(BRIEFLY);
}

/** All are kept for a moment, again and again. */
const often = ({ app, config }: Pooled) => app.restart({ ...config, often: { every: 1200, keep: 250 } });
