import { expect, test } from "vitest";
import type { QueryPlan } from "../../evidence/index.ts";
import { planOfQuery } from "./query-plan.ts";

const fullScans = [{ table: "orders", rows: 20_000, filteredOn: ["customer"], hasIndex: false }];
const plan: QueryPlan = { engine: "postgres", digest: "a", cost: 1, fullScans };
const read = (estimatedRows: number, actualRows: number, loops = 1) => ({
  ...{ table: "orders", loops },
  ...{ estimatedRows, actualRows },
});

test.each<[QueryPlan["measured"], string]>([
  [undefined, "postgres: orders by customer read whole"],
  [
    { took: null, bound: 5_000, reads: [] },
    "postgres: orders by customer read whole; run once more, it was not over after 5 s",
  ],
  [
    { took: 1_200, bound: 5_000, reads: [read(3, 12_000, 4), read(900, 1_000)] },
    "postgres: orders by customer read whole; run once more, it took 1.2 s: 3 rows of orders estimated and 12000 rows read, 4 times",
  ],
  // Nine times as many, and so few that it does not matter.
  [
    { took: 1_200, bound: 5_000, reads: [read(100, 900), read(1, 90)] },
    "postgres: orders by customer read whole; run once more, it took 1.2 s",
  ],
])("a plan is told with what it did when it was run: %j", (measured, text) =>
  expect(planOfQuery(measured === undefined ? plan : { ...plan, measured })).toBe(text),
);
