import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** The application demands TLS, and PostgreSQL was started without. */
export const scenario: Scenario = {
  cause: "database-tls-mismatch",
  boundary: "database",
  mechanism: "the application's sslmode is require, PostgreSQL has no TLS",
  expected: { fault: broken("database", "database-tls-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const { port } = stack;
    const authority = createAuthority(draw.label());
    const tls = authority.issue({ subject: draw.name() });
    const postgres = await startStore(stack, { tls });
    const database = stack.client({ env: { PGSSLMODE: "require" } });
    const app = await stack.serve(stack.app(reads(stack, draw), { database }));
    const offer = async (isOffered: boolean) => {
      await postgres.restart({ port, ...(isOffered ? { tls } : {}) });
      await app.restart();
    };
    return {
      ...stack.asked({ url: `${stack.url}?sslmode=require` }),
      proveByHand: stack.shows(500),
      break: () => offer(false),
      fix: () => offer(true),
      // `require` verifies nothing. libpq, 34.19 "SSL Support".
      async nearMiss() {
        const expired = authority.issue({ subject: draw.name(), from: -400, until: -1 });
        await postgres.restart({ port, tls: expired });
        await app.restart();
      },
    };
  },
};
