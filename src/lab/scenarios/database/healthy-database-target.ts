import { createAuthority } from "../../certificates/index.ts";
import { startDatabaseSessions } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { startMariadbStore } from "./mariadb.ts";
import { startStore } from "./postgres.ts";
import { buildTarget } from "./target.ts";

/** A database that is busy and offers a TLS that nobody must use. */
export const scenario = sound(
  "the target is a busy PostgreSQL or MariaDB, its certificate from an unknown authority",
  async (world, draw) => {
    const isPostgres = draw.coin();
    const target = await buildTarget(world, draw, isPostgres ? "postgres" : "mysql");
    const tls = createAuthority(draw.label()).issue({ subject: draw.name() });
    await (isPostgres ? startStore(target, draw.coin() ? { tls } : {}) : startMariadbStore(target));
    await startDatabaseSessions(target.site.stranger, {
      ...{ database: target.client({ user: target.other }), sessions: draw.integer(2, 5), every: 200 },
      statements: [`UPDATE ${target.table} SET amount = amount + 1 WHERE id = ${draw.integer(1, 400)}`],
    });
    return target.asked();
  },
);
