import { byFilter } from "../../faults.ts";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { startSlowDns } from "../../servers/index.ts";
import { buildResolving } from "./resolving.ts";

/** The resolver that nginx asks while it runs is gone; the client has one of its own, which is well. */
export const scenario: Scenario = {
  cause: "resolver-unreachable",
  boundary: "dns",
  mechanism: "the resolver of nginx has ended, or a filter at its host drops the questions",
  expected: { fault: broken("dns", "resolver-unreachable"), "near-miss": healthy },
  async build(world, draw) {
    const { keeper, kept, names, until, asked, proveByHand } = await buildResolving(world, draw);
    const { port } = kept;
    const isFiltered = draw.coin();
    const ends = { break: () => names.stop(), fix: () => names.restart() };
    const drops = byFilter(keeper, "input", [`udp dport ${port} drop`, `tcp dport ${port} drop`]);
    const fault = isFiltered ? drops : ends;
    return {
      // Who may look there finds the filter, which is another fault.
      ...asked(!isFiltered && draw.coin()),
      proveByHand,
      async break() {
        await fault.break();
        await until(502);
      },
      async fix() {
        await fault.fix();
        await until(200);
      },
      async nearMiss() {
        if (draw.coin()) {
          // It was away for a while, as nginx' log says, and answers again.
          await names.stop();
          await until(502);
          await names.restart();
        } else {
          const behind = draw.port();
          await names.restart({ ...kept, port: behind });
          const delay = draw.integer(100, 400);
          await startSlowDns(keeper, { to: "127.0.0.1", toPort: behind, port, delay });
        }
        await until(200);
      },
    };
  },
};
