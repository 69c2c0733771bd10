import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { broken, brokenAt, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** nginx is told to be closed for maintenance, and asks nobody. No cause of the list says so. */
export const scenario: Scenario = {
  cause: null,
  boundary: "proxy",
  mechanism: "a return of nginx answers 503, in the location or while a file is there",
  expected: { fault: brokenAt("proxy"), "near-miss": broken("app", "app-error") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const app = await site.serve();
    const byFile = draw.coin();
    const file = join(site.front.folder, draw.label());
    const answers = draw.pick(["return 503;", `return 503 "closed until ${draw.integer(1, 12)}\\n";`]);
    const open = byFile ? `if (-f ${file}) { ${answers} }` : "";
    const nginx = await site.startFront(site.nginx(open));
    return {
      ...site.asked([site.nginxHop]),
      proveByHand: site.shows(503),
      async break() {
        if (byFile) writeFileSync(file, "");
        else await nginx.restart(site.nginx(answers));
      },
      async fix() {
        rmSync(file, { force: true });
        if (!byFile) await nginx.restart(site.nginx(open));
        await app.restart(site.web());
      },
      // The same answer is the application's own; a rule that could give it is there, and does not hold.
      nearMiss: () => app.restart(site.web({ routes: { "*": { status: 503, body: "out of order\n" } } })),
    };
  },
};
