import { readFileSync } from "node:fs";
import { join } from "node:path";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildResolving } from "./resolving.ts";

/** The zone has the name of nginx's upstream no more; its application is well. */
export const scenario: Scenario = {
  cause: "name-does-not-exist",
  boundary: "dns",
  mechanism: "the resolver of nginx answers NXDOMAIN for the name of the upstream",
  expected: { fault: broken("dns", "name-does-not-exist"), "near-miss": healthy },
  async build(world, draw) {
    const { site, kept, names, next, until, asked, proveByHand } = await buildResolving(world, draw);
    return {
      ...asked(draw.coin()),
      proveByHand,
      async break() {
        await names.restart({ ...kept, address: null });
        await until(502);
      },
      async fix() {
        await names.restart(kept);
        await until(200);
      },
      // Another application serves the same, and nginx has followed.
      async nearMiss() {
        await names.restart({ ...kept, address: site.near.address(next) });
        await until(200, () => readFileSync(join(next.folder, "app.log"), "utf8") !== "");
      },
    };
  },
};
