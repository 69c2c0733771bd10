import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startDatabaseSessions, startPgbouncer } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** Long transactions hold every server connection of pgbouncer; requests wait for one, which looks like a slow network. */
export const scenario: Scenario = {
  cause: "pool-exhausted",
  boundary: "database",
  mechanism: "long transactions hold all connections of pgbouncer, requests wait, nginx gives up",
  expected: { fault: broken("database", "pool-exhausted"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const { role, password, store, port, name, address } = stack;
    await startStore(stack);
    const [front, poolSize] = [draw.port(), draw.integer(2, 4)];
    await startPgbouncer(store, {
      ...{ port: front, database: { host: address, port, name }, users: { [role]: password }, poolSize },
      settings: { stats_users: role },
    });
    const database = stack.client({ port: front });
    await stack.serve(
      stack.app(reads(stack, draw), { database }),
      `proxy_read_timeout ${draw.integer(2, 4)}s;`,
    );
    let held: Server | null = null;
    const hold = async (sessions: number) => {
      held = await startDatabaseSessions(store, { database, sessions, statements: ["BEGIN", "SELECT 1"] });
    };
    return {
      ...stack.asked({ url: `postgres://${role}@${address}:${front}/${name}` }),
      proveByHand: stack.shows(504),
      break: () => hold(poolSize),
      fix: async () => void (await held?.stop()),
      // One is left.
      nearMiss: () => hold(poolSize - 1),
    };
  },
};
