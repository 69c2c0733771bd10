import type { QueryPlan } from "../../evidence/index.ts";
import { nodesOf, numberAt, textAt } from "./plan-nodes.ts";

/** A table that a plan reads whole, and the conditions that its rows must meet, as the engine writes them. */
export interface WholeRead {
  readonly table: string;
  readonly alias: string;
  readonly rows: number | null;
  readonly conditions: readonly string[];
}

/** A plan, as far as it is told of. */
export interface PlanSeen {
  readonly cost: number | null;
  readonly reads: readonly WholeRead[];
  /** Conditions that join tables. */
  readonly joins: readonly string[];
}

/** What is known of a table. */
export interface TableKnown {
  readonly rows: number | null;
  readonly columns: readonly string[];
  /** The first column of each index. */
  readonly indexed: readonly string[];
}

/** `EXPLAIN (FORMAT JSON)` of PostgreSQL; `null` where it is none. */
export function planOfPostgres(text: string): PlanSeen | null {
  const nodes = nodesOf(text).filter((node) => textAt(node, "Node Type") !== null);
  const [top] = nodes;
  if (top === undefined) return null;
  const reads = nodes.flatMap((node): readonly WholeRead[] => {
    const table = textAt(node, "Relation Name");
    const filter = textAt(node, "Filter");
    if (table === null || textAt(node, "Node Type") !== "Seq Scan") return [];
    return [
      {
        table,
        alias: textAt(node, "Alias") ?? table,
        rows: null,
        conditions: filter === null ? [] : [filter],
      },
    ];
  });
  const joins = nodes.flatMap((node) =>
    ["Hash Cond", "Merge Cond", "Join Filter"].flatMap((name) => textAt(node, name) ?? []),
  );
  return { cost: numberAt(top, "Total Cost"), reads, joins };
}

/** `EXPLAIN FORMAT=JSON` of MySQL and MariaDB; `null` where it is none. */
export function planOfMysql(text: string): PlanSeen | null {
  const nodes = nodesOf(text);
  if (nodes.length === 0) return null;
  const conditions = nodes.flatMap((node) => textAt(node, "attached_condition") ?? []);
  const reads = nodes.flatMap((node): readonly WholeRead[] => {
    const table = textAt(node, "table_name");
    if (table === null || table.startsWith("<") || textAt(node, "access_type") !== "ALL") return [];
    const rows = numberAt(node, "rows_examined_per_scan") ?? numberAt(node, "rows");
    const own = textAt(node, "attached_condition");
    return [{ table, alias: table, rows, conditions: own === null ? [] : [own] }];
  });
  const cost = nodes
    .map((node) => numberAt(node, "query_cost") ?? numberAt(node, "cost"))
    .find((one) => one !== null);
  return { cost: cost ?? null, reads, joins: conditions };
}

/** The plan as the record has it: names of tables and columns, and no value of a condition. */
export function describePlan(
  { cost, reads, joins }: PlanSeen,
  tables: ReadonlyMap<string, TableKnown>,
): Pick<QueryPlan, "cost" | "fullScans"> {
  return {
    cost,
    fullScans: reads.slice(0, 20).map(({ table, alias, rows, conditions }) => {
      const known = tables.get(table);
      const columns = known?.columns ?? [];
      const own = columns.filter((column) =>
        conditions.some((condition) => namesColumn(condition, column, { alias, isNeeded: false })),
      );
      const joined = columns.filter((column) =>
        joins.some((join) => namesColumn(join, column, { alias, isNeeded: true })),
      );
      const filteredOn = [...new Set([...own, ...joined])];
      return {
        table,
        rows: known?.rows ?? rows,
        filteredOn,
        hasIndex:
          known === undefined || filteredOn.length === 0
            ? null
            : filteredOn.some((column) => known.indexed.includes(column)),
      };
    }),
  };
}

/** Whether a condition speaks of a column of this table; of joins, where it says that it is this one's. What is in quotes is a value. */
function namesColumn(
  condition: string,
  column: string,
  { alias, isNeeded }: { readonly alias: string; readonly isNeeded: boolean },
): boolean {
  const bare = condition.replace(/'(?:[^']|'')*'/g, "''").replaceAll(/[`"]/g, "");
  const of = `(?:(?:[\\w$]+\\.)*${literal(alias)}\\.)${isNeeded ? "" : "?"}`;
  return new RegExp(`(?<![\\w$.])${of}${literal(column)}(?![\\w$(.])`).test(bare);
}

/** A text as a pattern that fits itself alone. */
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The tables of a statement by the names that it gives them. */
export function aliasesOf(text: string): ReadonlyMap<string, string> {
  const found = text
    .slice(0, 16_384)
    .matchAll(/(?:\b(?:from|join)|,)\s+[`"]?(?:\w+[`"]?\.[`"]?)?(\w+)[`"]?\s+(?:as\s+)?[`"]?(\w+)/gi);
  return new Map([...found].map(([, table = "", alias = ""]) => [alias, table]));
}

/** The rows of the statement for tables: name, size, columns and first columns of indexes, a line each. */
export function tablesOf(
  rows: readonly Readonly<Record<string, string | null>>[],
): ReadonlyMap<string, TableKnown> {
  const linesOf = (text: string | null | undefined) => (text == null || text === "" ? [] : text.split("\n"));
  return new Map(
    rows.map((row) => {
      const count = row["reltuples"] == null ? Number.NaN : Number(row["reltuples"]);
      return [
        row["relname"] ?? "",
        // Never analysed: -1 of PostgreSQL 14.
        {
          rows: count >= 0 ? count : null,
          columns: linesOf(row["columns"]),
          indexed: linesOf(row["indexed"]),
        },
      ] as const;
    }),
  );
}
