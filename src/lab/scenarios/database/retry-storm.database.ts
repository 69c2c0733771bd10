import { retryStormOf } from "./retry-storm-of.ts";
import { workersPostgres } from "./workers-store.ts";

export const scenario = retryStormOf(workersPostgres);
