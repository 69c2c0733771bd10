import { lookedAtWithout } from "./fewer-rights.ts";
import { scenario as base } from "./selector-matches-nothing.ts";

/** The Service's selector and the labels of the Pods still tell it. */
export const scenario = lookedAtWithout(base, ["endpointslices", "endpoints"]);
