import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startMariadbStore } from "./mariadb.ts";
import { reads } from "./reads.ts";
import { buildStack } from "./stack.ts";

/** MariaDB is down, was started on another port, or without any (`skip-networking`), as after a rescue by hand. */
export const scenario: Scenario = {
  cause: "database-refused",
  boundary: "database",
  mechanism: "MariaDB is stopped, listens on another port, or was started without TCP",
  expected: { fault: broken("database", "database-refused"), "near-miss": healthy },
  async build(world, draw) {
    const stack = await buildStack(world, draw, "mysql");
    const { port, store, address, role, password } = stack;
    const mariadb = await startMariadbStore(stack);
    await stack.serve(stack.app(reads(stack, draw)));
    const [way, other] = [draw.pick(["stopped", "moved", "unplugged"] as const), draw.port()];
    return {
      ...stack.asked(),
      proveByHand: stack.shows(500),
      break: () =>
        way === "stopped"
          ? mariadb.stop()
          : mariadb.restart(way === "moved" ? { port: other } : { port, settings: { "skip-networking": 1 } }),
      fix: () => mariadb.restart({ port }),
      // A script asks for a replica that was shut down; the request needs none.
      async nearMiss() {
        const place = ["-h", address, "-P", `${other}`, "-u", role, `-p${password}`];
        for (let attempt = 0; attempt < 4; attempt++)
          await store.run(["mysql", "--no-defaults", ...place, "-e", "SELECT 1"]);
      },
    };
  },
};
