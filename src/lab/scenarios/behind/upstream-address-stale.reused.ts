import { broken, healthy, type Scenario, undecided } from "../../scenario.ts";
import { buildMoved } from "./moved.ts";

const stale = broken("proxy", "upstream-address-stale");

/** At the address that nginx keeps there is another application by now, which answers every request with 503. */
export const scenario: Scenario = {
  cause: "upstream-address-stale",
  boundary: "proxy",
  mechanism: "the address that nginx keeps belongs to another application",
  expected: { fault: stale, "near-miss": healthy },
  async build(world, draw) {
    const moved = await buildMoved(world, draw, "another");
    const why = "the log does not say which upstream answered";
    return moved.logsUpstream ? moved : { ...moved, expects: undecided(stale, why) };
  },
};
