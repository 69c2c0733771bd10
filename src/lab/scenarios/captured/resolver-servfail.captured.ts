import { broken, type Scenario } from "../../scenario.ts";
import { startTalk, startUnbound } from "../../servers/index.ts";
import type { Server } from "../../world/index.ts";
import { answersOnce, buildCapturedSite } from "./captured-site.ts";

/** SERVFAIL for the name, to each try. RFC 1035, section 4.1.1. */
export const scenario: Scenario = {
  cause: "resolver-servfail",
  boundary: "dns",
  mechanism: "a capture of a look-up that is answered SERVFAIL",
  expected: { fault: broken("dns", "resolver-servfail") },
  async build(world, draw) {
    const built = await buildCapturedSite(world, draw, ["client"]);
    const { site, port } = built;
    await startTalk(site.server, { port, steps: answersOnce });
    const stranger = site.far.address(site.stranger);
    let failing: Server | null = null;
    return {
      ...built.asked(built.curl(8), /exit 6/, { needsPayload: true }),
      // It forwards to a host that serves no DNS.
      async break() {
        await site.dns.stop();
        const sections = `forward-zone:\n  name: "."\n  forward-addr: ${stranger}\n  forward-tcp-upstream: yes\n`;
        failing = await startUnbound(site.resolver, { sections });
      },
      async fix() {
        await failing?.stop();
        await site.dns.restart();
      },
    };
  },
};
