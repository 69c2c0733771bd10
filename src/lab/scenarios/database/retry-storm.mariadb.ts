import { retryStormOf } from "./retry-storm-of.ts";
import { workersMariadb } from "./workers-store.ts";

export const scenario = retryStormOf(workersMariadb);
