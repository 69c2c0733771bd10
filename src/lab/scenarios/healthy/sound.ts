import type { Scenario, Setup } from "../../scenario.ts";

/** A scenario in which nothing is wrong in any variant: what differs is what may look wrong and is not. */
export const sound = (mechanism: string, build: Scenario["build"]): Scenario => ({
  cause: null,
  boundary: null,
  mechanism,
  expected: {},
  build,
});

/** A proof that a request is answered well: the tool's exit status is not 0 when it is not. */
export const answered = (...argv: readonly string[]): Setup["proveByHand"] => ({
  argv,
  faultShows: /exit ([1-9]|t)/,
});
