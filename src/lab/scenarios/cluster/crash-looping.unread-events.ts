import { scenario as base } from "./crash-looping.ts";
import { lookedAtWithout } from "./fewer-rights.ts";

/** The statuses of the containers tell it. */
export const scenario = lookedAtWithout(base, ["events"]);
