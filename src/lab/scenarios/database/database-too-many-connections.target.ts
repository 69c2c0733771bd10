import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startDatabaseSessions } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { startStore } from "./postgres.ts";
import { buildTarget } from "./target.ts";

/** The target is a database of which others have every connection. */
export const scenario: Scenario = {
  cause: "database-too-many-connections",
  boundary: "database",
  mechanism: "the target is PostgreSQL, and idle sessions of others fill its max_connections",
  expected: { fault: broken("database", "database-too-many-connections"), "near-miss": healthy },
  async build(world, draw) {
    const target = await buildTarget(world, draw, "postgres");
    const most = draw.integer(16, 24);
    await startStore(target, { settings: { max_connections: most } });
    let others: Server | null = null;
    const fill = async (sessions: number) => {
      const database = target.client({ user: target.other });
      others = await startDatabaseSessions(target.site.stranger, {
        ...{ database, sessions, statements: ["SELECT 1"], persists: true },
      });
    };
    return {
      ...target.asked(),
      break: () => fill(most),
      fix: async () => void (await others?.stop()),
      nearMiss: () => fill(most - 3 - 6),
    };
  },
};
