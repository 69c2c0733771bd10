import type { Ms } from "../base/index.ts";
import { inversionsOf } from "../calc/index.ts";
import type { Evidence, ProxyTimer, TimerRole } from "../evidence/index.ts";
import { hopOf } from "./hops.ts";
import { ofKind } from "./read/reader.ts";

/** One timer on the way of a request. */
export interface BudgetRow {
  /** The hop whose destination has it; 0 for the client itself. */
  readonly hop: number;
  /** Whose it is: `client`, `nginx at edge`. */
  readonly who: string;
  readonly role: TimerRole | "deadline" | "server-idle";
  /** The product's own word for it. */
  readonly name: string;
  /** `null`: it never fires. */
  readonly value: Ms | null;
  /** Where it is set, or how it was measured. */
  readonly where: string;
  /** What was seen of what it waits for; `null` where nothing was. */
  readonly observed: Ms | null;
  /** It ended the request. */
  readonly fired: boolean;
  /** The timer that it should outlast and does not, and what it would have to be; `null` where the order is right. */
  readonly inverted: { readonly against: string; readonly needs: Ms } | null;
}

/** Timers by which one waits for the whole work of all behind it. */
const waitsForAnswer: ReadonlySet<BudgetRow["role"]> = new Set([
  "deadline",
  "upstream-response",
  "upstream-total",
]);

/** A timer fired where the wait ended within this share of it, or this time: the rest is the way of the answer. */
const FIRED = { share: 0.05, time: 300 };

/** The side that sends requests stops using a connection this much sooner than the other closes it. */
const IDLE_MARGIN: Ms = 5_000;

/** Every timer on the path in the order of the walk, what was seen of it, and which pairs are the wrong way round. */
export function timeoutBudget(evidence: readonly Evidence[]): readonly BudgetRow[] {
  const rows = [...deadlineOf(evidence), ...timersOf(evidence), ...idleOf(evidence)].toSorted(
    (a, b) => a.hop - b.hop,
  );
  const waiters = rows.filter(({ role, value }) => waitsForAnswer.has(role) && value !== null);
  const inversions = inversionsOf(waiters.map((row) => ({ name: labelOf(row), timeout: row.value ?? 0 })));
  return rows.map((row) => {
    const found = waiters.includes(row)
      ? inversions.find(({ outer }) => outer.name === labelOf(row))
      : undefined;
    if (found !== undefined) return { ...row, inverted: { against: found.inner.name, needs: found.needs } };
    return row.role === "server-idle" ? { ...row, inverted: idleInversion(row, rows) } : row;
  });
}

const labelOf = ({ who, name }: Pick<BudgetRow, "who" | "name">): string => `${name} of ${who}`;

function deadlineOf(evidence: readonly Evidence[]): readonly BudgetRow[] {
  const asked = ofKind(evidence, "request-asked").find((record) => hopOf(record) === 1);
  const deadline = asked?.value.deadline ?? null;
  if (asked === undefined || deadline === null) return [];
  const late = ofKind(evidence, "attempt").filter(
    (record) => hopOf(record) === 1 && record.purpose === "reference" && record.by === "probe",
  );
  const took = late.map(({ value }) => value.took);
  return [
    {
      hop: 0,
      who: asked.vantage,
      role: "deadline",
      name: "deadline",
      value: deadline,
      where: "--deadline",
      observed: took.length === 0 ? null : Math.max(...took),
      fired: late.some(({ value }) => value.failedAt === "deadline"),
      inverted: null,
    },
  ];
}

function timersOf(evidence: readonly Evidence[]): readonly BudgetRow[] {
  return ofKind(evidence, "proxy-configuration").flatMap((record) => {
    const hop = hopOf(record);
    const waited = waitedAt(evidence, hop);
    return record.value.timers.map((timer): BudgetRow => {
      const observed = observedBy(timer, evidence, hop);
      return {
        hop,
        who: `${record.value.software} at ${record.vantage}`,
        role: timer.role,
        name: timer.name,
        value: timer.value,
        where: timer.where,
        observed,
        fired:
          timer.value !== null &&
          waited !== null &&
          waitsForAnswer.has(timer.role) &&
          isNear(waited, timer.value),
        inverted: null,
      };
    });
  });
}

/** How long the proxy waited before it said that it had waited too long. RFC 9110, section 15.6.5. */
function waitedAt(evidence: readonly Evidence[], hop: number): Ms | null {
  const waits = ofKind(evidence, "http-exchange")
    .filter((record) => hopOf(record) === hop && record.purpose === "reference" && record.by === "probe")
    .flatMap(({ value }) => (value.status === 504 ? (value.phases.firstByte ?? []) : []));
  return waits.length === 0 ? null : Math.max(...waits);
}

const isNear = (seen: Ms, timer: Ms): boolean =>
  Math.abs(seen - timer) <= Math.max(FIRED.time, timer * FIRED.share);

/** What the next hop took of what a timer waits for. */
function observedBy({ role }: ProxyTimer, evidence: readonly Evidence[], hop: number): Ms | null {
  const next = ofKind(evidence, "attempt").filter(
    (record) => hopOf(record) === hop + 1 && record.purpose === "reference" && record.by === "probe",
  );
  const seen = next.flatMap(({ value: { phases, took } }) => {
    if (role === "upstream-connect") return phases.connect ?? [];
    if (role === "upstream-tls") return phases.tls ?? [];
    if (role === "upstream-response") return phases.firstByte ?? [];
    return role === "upstream-total" ? took : [];
  });
  return seen.length === 0 ? null : Math.max(...seen);
}

function idleOf(evidence: readonly Evidence[]): readonly BudgetRow[] {
  return ofKind(evidence, "upstream-look").flatMap((record): readonly BudgetRow[] => {
    const { idle, address, port } = record.value;
    if (idle === null || idle.closedAfter === null) return [];
    return [
      {
        hop: hopOf(record) + 1,
        who: `${address}:${port}`,
        role: "server-idle",
        name: "idle connections are closed",
        value: idle.closedAfter,
        where: `measured from ${record.vantage}`,
        observed: idle.closedAfter,
        fired: false,
        inverted: null,
      },
    ];
  });
}

/** A server must keep an idle connection for longer than the proxy before it uses it. RFC 9112, section 9.3. */
function idleInversion(row: BudgetRow, rows: readonly BudgetRow[]): BudgetRow["inverted"] {
  const kept = rows.find(({ role, hop }) => role === "upstream-idle" && hop === row.hop - 1);
  if (kept === undefined || row.value === null) return null;
  if (kept.value === null) return { against: labelOf(kept), needs: Number.POSITIVE_INFINITY };
  return row.value > kept.value ? null : { against: labelOf(kept), needs: kept.value + IDLE_MARGIN };
}
