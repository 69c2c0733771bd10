import type { Ms } from "../../../../base/index.ts";
import type { Evidence, QueryPlan } from "../../../../evidence/index.ts";
import type { ReferenceRequest } from "../../../request.ts";
import { observe, ofKind, type Reader } from "../../reader.ts";
import { type DatabaseInView, databasesInView } from "./in-view.ts";
import { ownSessions, type SessionSeen } from "./own-sessions.ts";
import { bearsOn } from "./suffering.ts";

/** docs/contract.md, "Status": over a second is slow. */
const LONG: Ms = 1_000;

/** Rows of a table below which reading it whole is the right plan, and quick. A planner prefers it by itself for small ones. */
const BIG = 10_000;

/**
 * Waits of a session that runs which are no work of its plan: for its client to read or send (`Client`), for another server to confirm
 * (`SyncRep`), or for nothing at all (`Activity`). PostgreSQL, table 28.4.
 */
const NO_WORK = /^(?:Client|Activity|Lock):|:SyncRep$/;

/** A statement that sleeps does not read. PostgreSQL, table 28.12. */
const SLEEPS = /^Timeout:/;

/** Statements of the application that run for long without waiting for a lock, and what their plans say. */
export const readDatabaseStatements: Reader = (evidence, request) =>
  databasesInView(evidence, request)
    .filter((view) => bearsOn(evidence, view))
    .flatMap((view) => observeStatements(view, begunAt(evidence, request)));

/** The first attempt of the request on any hop: what ran before it was not begun for it. */
function begunAt(evidence: readonly Evidence[], { deeper }: ReferenceRequest): number {
  const begun = ofKind([...evidence, ...deeper], "attempt")
    .filter(({ purpose, by }) => purpose === "reference" && by === "probe")
    .map(({ observedAt }) => observedAt);
  return begun.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...begun);
}

function observeStatements(view: DatabaseInView, begun: number) {
  const running = ownSessions(view).filter(
    ({ session: { state, inQuery, waitsFor } }) =>
      state === "active" && (inQuery ?? 0) > LONG && (waitsFor === null || !NO_WORK.test(waitsFor)),
  );
  const plans = ofKind(view.records, "query-plan");
  const scans = running.flatMap((seen) =>
    plans
      .filter(({ value }) => value.digest === seen.session.digest)
      .flatMap((plan) => scansOf(plan.value).map((scan) => ({ ...seen, plan, scan }))),
  );
  const isSure = (seen: SessionSeen) =>
    seen.isSurelyOwn &&
    !SLEEPS.test(seen.session.waitsFor ?? "") &&
    seen.state.observedAt - (seen.session.inQuery ?? 0) >= begun;
  const byTime = (a: SessionSeen, b: SessionSeen) => (b.session.inQuery ?? 0) - (a.session.inQuery ?? 0);
  const sure = scans.filter(isSure).toSorted(byTime);
  const [longest] = sure.length > 0 ? sure : running.toSorted(byTime);
  if (longest === undefined) return [];
  const slots = {
    ...view.slots,
    verb: longest.session.verb ?? "statement",
    statementTime: ((longest.session.inQuery ?? 0) / 1_000).toFixed(1),
  };
  const runs = observe("statement-runs-long", true, {
    records: [longest.state],
    slots,
    ...(sure.length > 0 || running.some(isSure) ? {} : { strength: "suggests" as const }),
  });
  const [worst] = (sure.length > 0 ? sure : scans).toSorted(
    (a, b) => (b.scan.rows ?? 0) - (a.scan.rows ?? 0),
  );
  if (worst === undefined) return runs;
  const { table, rows, filteredOn } = worst.scan;
  return [
    ...runs,
    ...observe("statement-reads-whole-table", true, {
      records: [worst.plan, worst.state],
      slots: {
        ...slots,
        scan: `: it reads all of ${table}, of ${rows} rows, by ${filteredOn.join(", ")}, which no index begins with`,
        scanTable: table,
        scanRows: rows === null ? "many" : String(rows),
        scanColumns: filteredOn.join(", "),
        indexColumns: filteredOn[0] ?? "the column",
      },
      ...(sure.length > 0 ? {} : { strength: "suggests" as const }),
    }),
  ];
}

/** Big tables that are read whole though their rows are chosen by a column, which no index begins with. */
const scansOf = ({ fullScans }: QueryPlan) =>
  fullScans.filter(
    ({ rows, filteredOn, hasIndex }) =>
      rows !== null && rows >= BIG && filteredOn.length > 0 && hasIndex === false,
  );
