import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startMariadbStore } from "./mariadb.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** The application's user is let in from other addresses than the application's alone, or has another password. */
export const scenario: Scenario = {
  cause: "database-auth-failed",
  boundary: "database",
  mechanism: "MariaDB knows the user with another password, or from another host alone",
  expected: { fault: broken("database", "database-auth-failed"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const mariadb = await startMariadbStore(stack);
    const app = await stack.serve(stack.app(reads(stack, draw)));
    const { role, other, password, store, address, port, name } = stack;
    const [moves, next] = [draw.coin(), `${draw.label()}-${draw.integer(10_000, 99_999)}`];
    const elsewhere = stack.site.near.address(stack.site.front);
    const change = async (sql: string) => {
      await mariadb.sql(sql);
      await app.restart();
    };
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () =>
        change(
          moves
            ? `RENAME USER \`${role}\`@'%' TO \`${role}\`@'${elsewhere}';`
            : `ALTER USER \`${role}\`@'%' IDENTIFIED BY '${next}';`,
        ),
      fix: () =>
        change(
          moves
            ? `RENAME USER \`${role}\`@'${elsewhere}' TO \`${role}\`@'%';`
            : `ALTER USER \`${role}\`@'%' IDENTIFIED BY '${password}';`,
        ),
      // Another user is locked out, and tries nevertheless.
      async nearMiss() {
        await change(`ALTER USER \`${other}\`@'%' ${moves ? "ACCOUNT LOCK" : `IDENTIFIED BY '${next}'`};`);
        const place = ["-h", address, "-P", `${port}`, "-u", other, `-p${password}`];
        for (let attempt = 0; attempt < 4; attempt++)
          await store.run(["mysql", "--no-defaults", ...place, "-e", "SELECT 1", name]);
      },
    };
  },
};
