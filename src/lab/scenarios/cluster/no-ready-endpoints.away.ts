import { fromAway } from "./away.ts";
import { scenario as base } from "./no-ready-endpoints.ts";

export const scenario = fromAway(base);
