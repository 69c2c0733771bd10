import { lookedAtWithout } from "./fewer-rights.ts";
import { scenario as base } from "./pod-route-missing.ts";

/** The node's own table of routes tells it, and which node a Pod is on its object says. */
export const scenario = lookedAtWithout(base, ["nodes"]);
