import { broken, healthy, type Scenario } from "../../scenario.ts";
import { buildMoved } from "./moved.ts";

/** The application has moved, DNS says so, and nginx goes on with the address that it found at its start. */
export const scenario: Scenario = {
  cause: "upstream-address-stale",
  boundary: "proxy",
  mechanism: "nginx keeps an address that DNS has since changed",
  expected: { fault: broken("proxy", "upstream-address-stale"), "near-miss": healthy },
  build: (world, draw) => buildMoved(world, draw, "nothing"),
};
