import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startPgbouncer } from "../../servers/index.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** The pooler takes every connection, and the database behind it is gone. */
export const scenario: Scenario = {
  cause: "database-refused",
  boundary: "database",
  mechanism: "PostgreSQL behind pgbouncer is stopped, or listens on another port",
  expected: { fault: broken("database", "database-refused"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const { role, password, store, port, name, address } = stack;
    const postgres = await startStore(stack);
    const [front, poolSize, moves, other] = [draw.port(), draw.integer(2, 6), draw.coin(), draw.port()];
    const config = {
      ...{ port: front, database: { host: address, port, name }, users: { [role]: password }, poolSize },
      settings: { stats_users: role, pool_mode: draw.pick(["transaction", "session"]) },
    };
    const pooler = await startPgbouncer(store, config);
    await stack.serve(stack.app(reads(stack, draw), { database: stack.client({ port: front }) }));
    return {
      ...stack.asked({ url: `postgres://${role}@${address}:${front}/${name}` }),
      proveByHand: stack.shows(500),
      break: () => (moves ? postgres.restart({ port: other }) : postgres.stop()),
      async fix() {
        await postgres.restart({ port });
        // The pooler does not try a server again at once: server_login_retry.
        await pooler.restart(config);
      },
      // All connections of the pool end, and it opens new ones.
      nearMiss: () => postgres.restart({ port }),
    };
  },
};
