import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startMariadbStore } from "./mariadb.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** MariaDB lets in over TLS alone, and the application was told to do without. */
export const scenario: Scenario = {
  cause: "database-tls-mismatch",
  boundary: "database",
  mechanism: "MariaDB's require_secure_transport is on, the application's client has TLS off",
  expected: { fault: broken("database", "database-tls-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const { port, role, other } = stack;
    const tls = createAuthority(draw.label()).issue({ subject: draw.name() });
    const mariadb = await startMariadbStore(stack, { tls });
    const database = stack.client({ options: ["--skip-ssl"] });
    const app = await stack.serve(stack.app(reads(stack, draw), { database }));
    const ofOthers = draw.coin();
    const demand = async (value: "ON" | "OFF") => {
      await mariadb.restart({ port, tls, settings: { "require-secure-transport": value } });
      await app.restart();
    };
    const word = draw.pick(["ssl-mode=DISABLED", "sslmode=disable", "tls=false"]);
    return {
      ...stack.asked({ url: `${stack.url}?${word}` }),
      proveByHand: stack.shows(500),
      break: () => demand("ON"),
      fix: () => demand("OFF"),
      // TLS is optional, whatever its certificate; of others it is demanded.
      async nearMiss() {
        if (ofOthers)
          await mariadb.sql(
            `ALTER USER \`${other}\`@'%' REQUIRE SSL; ALTER USER \`${role}\`@'%' REQUIRE NONE;`,
          );
        else
          await mariadb.restart({
            port,
            tls: createAuthority(draw.label()).issue({ subject: draw.name(), from: -400, until: -1 }),
          });
        await app.restart();
      },
    };
  },
};
