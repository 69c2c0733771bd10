import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { behindStatus, buildCapturedProxy } from "./captured-proxy.ts";
import { page } from "./captured-site.ts";

const late = broken("proxy", "upstream-timeout");

/** At the proxy: the upstream acknowledges the request and says nothing, and the client gets 504. */
export const scenario: Scenario = {
  cause: "upstream-timeout",
  boundary: "proxy",
  mechanism: "a capture of nginx before an application that never answers",
  expected: { fault: late, "near-miss": healthy },
  async build(world, draw) {
    const timer = draw.integer(2, 3);
    const built = await buildCapturedProxy(world, draw, { location: `proxy_read_timeout ${timer}s;` });
    const { application, sound } = built;
    return {
      ...built.asked(built.beside(built.curl(6, "-f")), /exit 22/, { needsPayload: true }),
      break: () => application.restart({ ...sound, steps: [["head"], ["wait", 60]] }),
      fix: () => application.restart(sound),
      nearMiss: () =>
        application.restart({ ...sound, steps: [["head"], ["wait", 0.4], ["say", page(200)], ["rest"]] }),
      ...(built.seesUpstream ? {} : { expects: undecided(late, behindStatus) }),
    };
  },
};
