import { broken, type Scenario } from "../../scenario.ts";
import { startTalk } from "../../servers/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

/** NXDOMAIN for the name, and no connection after it. */
export const scenario: Scenario = {
  cause: "name-does-not-exist",
  boundary: "dns",
  mechanism: "a capture of a look-up that is answered NXDOMAIN",
  expected: { fault: broken("dns", "name-does-not-exist") },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client"]);
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    return {
      ...built.asked(built.curl(5), /exit 6/, { needsPayload: true }),
      break: () => site.dns.restart({ records: {} }),
      fix: () => site.dns.restart({ records: site.records }),
    };
  },
};
