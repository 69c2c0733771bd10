import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startDatabaseSessions } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { startMariadbStore } from "./mariadb.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** Idle sessions of somebody else take every connection that MariaDB gives. */
export const scenario: Scenario = {
  cause: "database-too-many-connections",
  boundary: "database",
  mechanism: "idle sessions of others fill max_connections of MariaDB",
  expected: { fault: broken("database", "database-too-many-connections"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    // MariaDB takes 10 at least.
    const most = draw.integer(14, 22);
    await startMariadbStore(stack, { settings: { "max-connections": most } });
    const app = await stack.serve(stack.app(reads(stack, draw), { pool: 3 }));
    let others: Server | null = null;
    const fill = async (sessions: number) => {
      await others?.stop();
      await app.stop();
      const database = stack.client({ user: stack.other });
      others = await startDatabaseSessions(stack.store, {
        database,
        sessions,
        statements: ["SELECT 1"],
        persists: true,
      });
      await app.restart();
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () => fill(most + 1),
      fix: async () => void (await others?.stop()),
      nearMiss: () => fill(most - 8),
    };
  },
};
