import { broken, type Scenario } from "../../scenario.ts";
import { startMariadbStore } from "./mariadb.ts";
import { startStore } from "./postgres.ts";
import { buildTarget } from "./target.ts";

/** The target is a database that knows the user with another password. */
export const scenario: Scenario = {
  cause: "database-auth-failed",
  boundary: "database",
  mechanism: "the target is PostgreSQL or MariaDB, and the URL's password is an old one",
  expected: { fault: broken("database", "database-auth-failed") },
  async build(world, draw) {
    const isPostgres = draw.coin();
    const target = await buildTarget(world, draw, isPostgres ? "postgres" : "mysql");
    const server = await (isPostgres ? startStore(target) : startMariadbStore(target));
    const { role, password } = target;
    const next = `${draw.label()}-${draw.integer(10_000, 99_999)}`;
    const rotate = async (to: string) =>
      void (await server.sql(
        isPostgres
          ? `ALTER ROLE "${role}" PASSWORD '${to}';`
          : `ALTER USER \`${role}\`@'%' IDENTIFIED BY '${to}';`,
      ));
    return { ...target.asked(), break: () => rotate(next), fix: () => rotate(password) };
  },
};
