import { broken, type Scenario } from "../../scenario.ts";
import { startMariadbStore } from "./mariadb.ts";
import { startStore } from "./postgres.ts";
import { buildTarget } from "./target.ts";

/** The target is a database that is stopped. */
export const scenario: Scenario = {
  cause: "port-not-listening",
  boundary: "tcp",
  mechanism: "the target is PostgreSQL or MariaDB, which is stopped",
  expected: { fault: broken("tcp", "port-not-listening") },
  async build(world, draw) {
    const isPostgres = draw.coin();
    const target = await buildTarget(world, draw, isPostgres ? "postgres" : "mysql");
    const server = await (isPostgres ? startStore(target) : startMariadbStore(target));
    return { ...target.asked(), break: () => server.stop(), fix: () => server.restart() };
  },
};
