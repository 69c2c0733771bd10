import { lookedAtWithout } from "./fewer-rights.ts";
import { scenario as base } from "./selector-matches-nothing.ts";

/** A role from before EndpointSlices: the older Endpoints tell the same. */
export const scenario = lookedAtWithout(base, ["endpointslices"]);
