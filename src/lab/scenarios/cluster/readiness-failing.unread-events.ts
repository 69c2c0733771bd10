import { broken, undecided } from "../../scenario.ts";
import { lookedAtWithout } from "./fewer-rights.ts";
import { scenario as base } from "./readiness-failing.ts";

/** That a probe failed, and how, events alone say. */
export const scenario = lookedAtWithout(base, ["events"], {
  fault: undecided(
    broken("app", "readiness-failing"),
    "a container that runs and is not ready may not have been probed yet",
  ),
});
