import { type Boundary, boundaries, type Ms } from "../base/index.ts";
import type { Evidence, EvidenceKind, Purpose } from "../evidence/index.ts";
import type { Run } from "../report/index.ts";
import { differsInTime, type Fact, type FactsOf } from "./compare-fact.ts";
import * as network from "./compare-facts-network.ts";
import * as request from "./compare-facts-request.ts";

/** One observation that two runs do not share. */
export interface Difference {
  readonly boundary: Boundary;
  /** Where it was seen; `null` where each run's request starts. */
  readonly vantage: string | null;
  readonly what: string;
  /** In each run; a number is a time in milliseconds. */
  readonly a: string | Ms;
  readonly b: string | Ms;
  /** The record of each run. */
  readonly evidence: { readonly a: string; readonly b: string };
}

/** What two runs have in common and what not. */
export interface Comparison {
  /** In the order of the request's way; the first is where the two part. */
  readonly differences: readonly Difference[];
  /** How many observations both have. */
  readonly compared: number;
}

/** The kinds that are compared, in the order in which their facts stand within a boundary. */
const tables: { readonly [K in EvidenceKind]?: FactsOf<K> } = {
  "request-asked": request.factsOfAsked,
  "hosts-file": network.factsOfHosts,
  "process-limits": network.factsOfLimits,
  "resolver-config": network.factsOfResolver,
  "name-lookup": network.factsOfLookup,
  "dns-exchange": network.factsOfDnsExchange,
  "local-routes": network.factsOfRoutes,
  "network-settings": network.factsOfSettings,
  "route-decision": network.factsOfDecision,
  firewall: network.factsOfFirewall,
  "path-probe": network.factsOfPath,
  "socket-table": network.factsOfSockets,
  "tcp-connect": network.factsOfConnect,
  "proxy-connect": request.factsOfProxy,
  "tls-handshake": request.factsOfHandshake,
  "http-exchange": request.factsOfExchange,
  attempt: request.factsOfAttempt,
  series: request.factsOfSeries,
};

/**
 * Compares what two runs observed on the way of the request, step by step. What only one of them observed is no difference:
 * it was not reached, or could not be seen. Counters, ports of the client, times of the day and names drawn at random always
 * differ, and are left out.
 */
export function compareRuns(a: Run, b: Run): Comparison {
  const [factsA, factsB] = [factsOf(a), factsOf(b)];
  const isSamePlace = a.vantage.name === b.vantage.name && a.vantage.host === b.vantage.host;
  const differences: Difference[] = [];
  let compared = 0;
  for (const [key, { fact, vantage }] of factsA) {
    const other = factsB.get(key)?.fact;
    if (other === undefined || (fact.isOfPlace && !isSamePlace)) continue;
    compared += 1;
    if (!differs(fact, other)) continue;
    const { boundary, what, value } = fact;
    differences.push({
      boundary,
      vantage,
      what,
      a: value,
      b: other.value,
      evidence: { a: fact.evidence, b: other.evidence },
    });
  }
  const order = (difference: Difference) => boundaries.indexOf(difference.boundary);
  return { differences: differences.toSorted((one, two) => order(one) - order(two)), compared };
}

const differs = ({ value }: Fact, { value: other }: Fact): boolean =>
  typeof value === "number" && typeof other === "number" ? differsInTime(value, other) : value !== other;

/** The facts of a run by what they are about, the first of each alone: what is said again later is the same step again. */
function factsOf(run: Run): ReadonlyMap<string, { readonly fact: Fact; readonly vantage: string | null }> {
  const facts = new Map<string, { readonly fact: Fact; readonly vantage: string | null }>();
  const counted = new Map<string, number>();
  const kinds = Object.keys(tables);
  const records = run.evidence
    .filter((record) => isCompared(record) && (record.boundary !== "dns" || asksForName(run)))
    .toSorted((one, two) => kinds.indexOf(one.kind) - kinds.indexOf(two.kind));
  for (const record of records) {
    const vantage = record.vantage === run.vantage.name ? null : record.vantage;
    const kind = `${vantage} ${record.kind}`;
    const nth = (counted.get(kind) ?? 0) + 1;
    counted.set(kind, nth);
    // Later steps of one attempt are those after a redirect, or to a further address: `#2`.
    for (const fact of tell(record, steps.has(record.kind) && nth > 1 ? `#${nth}` : "")) {
      const key = JSON.stringify([vantage, fact.boundary, fact.what]);
      if (!facts.has(key)) facts.set(key, { fact, vantage });
    }
  }
  return facts;
}

/** Whether the request has a name to look up: of an address, the resolvers are not on its way. */
const asksForName = ({ evidence }: Run): boolean =>
  !evidence.some(
    (record) =>
      record.kind === "request-asked" &&
      record.value.hostIsAddress &&
      record.value.proxy === null &&
      record.value.scheme !== "dns",
  );

/** Kinds of which each record is a step of its own. */
const steps: ReadonlySet<EvidenceKind> = new Set([
  "name-lookup",
  "tcp-connect",
  "tls-handshake",
  "http-exchange",
  "proxy-connect",
]);

const states: ReadonlySet<Purpose> = new Set(["freeze", "context", "reference"]);

/** The first attempt's own steps, and state as it was before it; of other purposes only what was asked of each resolver. */
function isCompared({ kind, purpose, attempt }: Evidence): boolean {
  if (!(kind in tables)) return false;
  if (kind === "dns-exchange" || kind === "path-probe") return true;
  if (steps.has(kind) || kind === "attempt") return purpose === "reference" && attempt === 1;
  return states.has(purpose);
}

/** @param nth Which step of its kind; empty for the first. */
function tell(record: Evidence, nth: string): readonly Fact[] {
  const table = tables[record.kind] as FactsOf<EvidenceKind> | undefined; // The table is chosen by the record's own kind.
  return table === undefined ? [] : table(record, nth);
}
