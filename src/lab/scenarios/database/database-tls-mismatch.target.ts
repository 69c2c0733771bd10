import { createAuthority } from "../../certificates/index.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { startStore } from "./postgres.ts";
import { buildTarget } from "./target.ts";

/** The target is a database that lets in over TLS alone, or one that has none; the URL says the contrary. */
export const scenario: Scenario = {
  cause: "database-tls-mismatch",
  boundary: "database",
  mechanism: "the target is PostgreSQL: hostssl against sslmode=disable, or no TLS against require",
  expected: { fault: broken("database", "database-tls-mismatch") },
  async build(world, draw) {
    const target = await buildTarget(world, draw, "postgres");
    const { port } = target;
    const tls = createAuthority(draw.label()).issue({ subject: draw.name() });
    const postgres = await startStore(target, { tls });
    const isDemanded = draw.coin();
    return {
      ...target.asked(isDemanded ? "?sslmode=disable" : "?sslmode=require"),
      break: () =>
        postgres.restart(
          isDemanded ? { port, tls, rules: ["hostssl all all 0.0.0.0/0 scram-sha-256"] } : { port },
        ),
      fix: () => postgres.restart({ port, tls }),
    };
  },
};
