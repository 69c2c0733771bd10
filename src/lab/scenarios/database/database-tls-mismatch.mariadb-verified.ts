import { createAuthority } from "../../certificates/index.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startMariadbStore } from "./mariadb.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/**
 * The application verifies MariaDB's certificate, and there is none, or one that is expired, of another name or of another
 * authority. With `--ssl` alone the client of MariaDB 10 demands nothing. mariadb(1), `--ssl-verify-server-cert`.
 */
export const scenario: Scenario = {
  cause: "database-tls-mismatch",
  boundary: "database",
  mechanism: "the application's client verifies, MariaDB has no certificate or a wrong one",
  expected: { fault: broken("database", "database-tls-mismatch"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const { port, address, site } = stack;
    const authority = createAuthority(draw.label());
    const tls = authority.issue({ subject: address });
    const ca = site.app.file(`${draw.label()}/ca.pem`, authority.rootPem);
    const mariadb = await startMariadbStore(stack, { tls });
    const database = stack.client({ options: ["--ssl", "--ssl-verify-server-cert", `--ssl-ca=${ca}`] });
    const app = await stack.serve(stack.app(reads(stack, draw), { database }));
    const mode = draw.pick(["ssl-mode=VERIFY_IDENTITY", "sslmode=verify-full"]);
    const offer = async (certificate: typeof tls | null) => {
      await mariadb.restart({ port, ...(certificate === null ? {} : { tls: certificate }) });
      await app.restart();
    };
    const wrong = draw.pick([
      null,
      authority.issue({ subject: address, from: -400, until: -draw.integer(1, 30) }),
      authority.issue({ subject: draw.name() }),
      createAuthority(draw.label()).issue({ subject: address }),
    ]);
    return {
      ...stack.asked({ url: `${stack.url}?${mode}&ssl-ca=${ca}` }),
      proveByHand: stack.shows(500),
      break: () => offer(wrong),
      fix: () => offer(tls),
      // Renewed a moment ago, by the same authority, for another name as well.
      nearMiss: () =>
        offer(authority.issue({ subject: draw.name(), names: [draw.name(), address], from: 0, until: 3 })),
    };
  },
};
