import { broken, type Scenario, undecided } from "../../scenario.ts";
import { behindStatus, buildCapturedProxy } from "./captured-proxy.ts";

const refused = broken("proxy", "upstream-refused");

/** At the proxy: a SYN to the upstream, its reset, and 502 to the client. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "a capture of nginx before an application that has ended",
  expected: { fault: refused },
  async build(world, draw) {
    const built = await buildCapturedProxy(world, draw);
    return {
      ...built.asked(built.beside(built.curl(5, "-f")), /exit 22/, { needsPayload: true }),
      break: () => built.application.stop(),
      fix: () => built.application.restart(),
      ...(built.seesUpstream ? {} : { expects: undecided(refused, behindStatus) }),
    };
  },
};
