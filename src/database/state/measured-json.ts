import type { MeasuredRun } from "../../evidence/index.ts";
import { type Node, nodesOf, numberAt, textAt } from "./plan-nodes.ts";

/** Tables of one statement that are told of. */
const MOST_READS = 20;

/** What a measured plan tells of one table that it reads. */
interface Names {
  readonly table: string;
  readonly loops: string;
  readonly estimated: string;
  readonly actual: string;
}

/** `EXPLAIN (ANALYZE, FORMAT JSON)` of PostgreSQL. Rows are those of one loop. PostgreSQL, section 14.1.2. */
const ofPostgres: Names = {
  ...{ table: "Relation Name", loops: "Actual Loops" },
  ...{ estimated: "Plan Rows", actual: "Actual Rows" },
};

/** `ANALYZE FORMAT=JSON` of MariaDB. MariaDB Server Documentation, "ANALYZE FORMAT=JSON". */
const ofMariadb: Names = { table: "table_name", loops: "r_loops", estimated: "rows", actual: "r_rows" };

/** `EXPLAIN ANALYZE FORMAT=JSON` of MySQL, of its second format. MySQL 8.3, section 15.8.2. */
const ofMysql: Names = {
  ...{ table: "table_name", loops: "actual_loops" },
  ...{ estimated: "estimated_rows", actual: "actual_rows" },
};

/** How long the whole ran by a node's own word, in milliseconds. */
const wholeTimes = ["Execution Time", "r_total_time_ms", "actual_last_row_ms"];

/** What a plan says that the engine has measured; `null` where it has measured nothing. */
export function measuredOf(text: string): Omit<MeasuredRun, "bound"> | null {
  const nodes = nodesOf(text);
  const took = wholeTimes
    .flatMap((name) => nodes.map((node) => numberAt(node, name)))
    .find((time) => time !== null);
  if (took === undefined) return null;
  const reads = [ofPostgres, ofMariadb, ofMysql].flatMap((names) =>
    nodes.flatMap((node) => readOf(node, names)),
  );
  return { took, reads: reads.slice(0, MOST_READS) };
}

function readOf(node: Node, names: Names): MeasuredRun["reads"] {
  const table = textAt(node, names.table);
  const [loops, estimated, actual] = [names.loops, names.estimated, names.actual].map((name) =>
    numberAt(node, name),
  );
  // What was never come to has not been measured.
  if (table === null || table.startsWith("<") || loops == null || loops < 1) return [];
  return estimated == null || actual == null
    ? []
    : [{ table, loops, estimatedRows: estimated, actualRows: actual }];
}
