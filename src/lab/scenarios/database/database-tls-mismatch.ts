import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startStore } from "./postgres.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** PostgreSQL lets in over TLS alone, and the application was told to do without. */
export const scenario: Scenario = {
  cause: "database-tls-mismatch",
  boundary: "database",
  mechanism: "pg_hba.conf has hostssl alone, the application's sslmode is disable",
  expected: { fault: broken("database", "database-tls-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "postgres");
    const { port } = stack;
    const tls = createAuthority(draw.label()).issue({ subject: draw.name() });
    const postgres = await startStore(stack, { tls });
    const database = stack.client({ env: { PGSSLMODE: "disable" } });
    const app = await stack.serve(stack.app(reads(stack, draw), { database }));
    const rule = async (rules: readonly string[]) => {
      await postgres.restart({ port, tls, rules });
      await app.restart();
    };
    const [plain, demanded] = [
      "host all all 0.0.0.0/0 scram-sha-256",
      "hostssl all all 0.0.0.0/0 scram-sha-256",
    ];
    return {
      ...stack.asked({ url: `${stack.url}?sslmode=disable` }),
      proveByHand: stack.shows(500),
      break: () => rule([demanded]),
      fix: () => rule([plain]),
      // Of others TLS is demanded, of the application not.
      nearMiss: () => rule([`hostnossl all "${stack.role}" 0.0.0.0/0 scram-sha-256`, demanded]),
    };
  },
};
