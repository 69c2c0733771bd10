import { fromAwayWithoutTools } from "./away.ts";
import { scenario as base } from "./target-port-mismatch.ts";

export const scenario = fromAwayWithoutTools(base);
