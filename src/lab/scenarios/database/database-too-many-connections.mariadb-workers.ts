import { tooManyWorkersOf } from "./too-many-workers-of.ts";
import { workersMariadb } from "./workers-store.ts";

export const scenario = tooManyWorkersOf(workersMariadb);
