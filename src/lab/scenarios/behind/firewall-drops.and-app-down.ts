import { byFilter } from "../../faults.ts";
import { broken, type Scenario } from "../../scenario.ts";
import { buildBehind } from "./behind.ts";

/** A router before the proxy drops the request, and the application behind it has ended: the first is the verdict. */
export const scenario: Scenario = {
  cause: "firewall-drops",
  boundary: "path",
  mechanism: "a filter before the proxy drops the SYN, and the application has ended too",
  expected: { fault: broken("path", "firewall-drops") },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const app = await site.serve();
    await site.startFront(site.nginx());
    const fault = byFilter(site.edge, "forward", [`tcp dport ${site.port} drop`]);
    return {
      ...site.asked([site.nginxHop], { seen: [site.edge] }),
      at: site.edge.name,
      proveByHand: { argv: site.curl("--max-time", "4"), faultShows: /exit 28/ },
      async break() {
        await app.stop();
        await fault.break();
      },
      async fix() {
        await fault.fix();
        await app.restart();
      },
    };
  },
};
