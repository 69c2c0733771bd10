import { tooManyWorkersOf } from "./too-many-workers-of.ts";
import { workersPostgres } from "./workers-store.ts";

export const scenario = tooManyWorkersOf(workersPostgres);
