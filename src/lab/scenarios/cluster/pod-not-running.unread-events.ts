import { lookedAtWithout } from "./fewer-rights.ts";
import { scenario as base } from "./pod-not-running.ts";

/** The reasons that the containers wait for are in the Pods' own status. */
export const scenario = lookedAtWithout(base, ["events"]);
