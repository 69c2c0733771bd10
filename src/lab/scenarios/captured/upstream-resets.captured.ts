import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { behindStatus, buildCapturedProxy } from "./captured-proxy.ts";
import { page } from "./captured-site.ts";

const resets = broken("proxy", "upstream-resets");

/** At the proxy: the upstream takes the request and resets, and the client gets 502. */
export const scenario: Scenario = {
  cause: "upstream-resets",
  boundary: "proxy",
  mechanism: "a capture of nginx before an application that aborts on the request",
  expected: { fault: resets, "near-miss": healthy },
  async build(world, draw) {
    const built = await buildCapturedProxy(world, draw);
    const { application, sound } = built;
    return {
      ...built.asked(built.beside(built.curl(5, "-f")), /exit 22/, { needsPayload: true }),
      break: () => application.restart({ ...sound, steps: [["head"], ["wait", 0.1], ["abort"]] }),
      fix: () => application.restart(sound),
      // The answer is whole, and the reset is about a connection that nobody needs any more.
      nearMiss: () =>
        application.restart({ ...sound, steps: [["head"], ["say", page(200)], ["rest"], ["abort"]] }),
      ...(built.seesUpstream ? {} : { expects: undecided(resets, behindStatus) }),
    };
  },
};
