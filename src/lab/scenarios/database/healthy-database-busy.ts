import { createAuthority } from "../../certificates/index.ts";
import { startDatabaseSessions } from "../../servers/index.ts";
import { sound } from "../healthy/sound.ts";
import { holdsOf } from "./held.ts";
import { startStore } from "./postgres.ts";
import { writes } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** Others write the same rows all the time and quickly; a lock has long been held on a table of no request. */
export const scenario = sound(
  "a busy PostgreSQL behind an application, an old lock on another table, optional TLS left unused",
  async (world, draw) => {
    const stack = await buildStack(world, draw, "postgres");
    const tls = createAuthority(draw.label()).issue({ subject: draw.name() });
    await startStore(stack, draw.coin() ? { tls } : {});
    const database = stack.client({ env: draw.coin() ? { PGSSLMODE: "disable" } : {} });
    const statement = writes(stack, draw);
    await stack.serve(stack.app(statement, { database }));
    await startDatabaseSessions(stack.store, {
      ...{ database: stack.client({ user: stack.other }), sessions: draw.integer(2, 5), every: 150 },
      statements: [statement],
    });
    await holdsOf(stack, stack.other).open([
      "BEGIN",
      `LOCK TABLE ${stack.otherTable} IN ACCESS EXCLUSIVE MODE`,
    ]);
    return {
      ...stack.asked({ options: ["--count", `${draw.integer(2, 4)}`] }),
      proveByHand: { argv: stack.site.curl(), faultShows: /status (?!200)/ },
    };
  },
);
