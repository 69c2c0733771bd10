import type { EpochMs, Ms } from "../../base/index.ts";
import {
  type LoggedExchange,
  type LoggedGroup,
  type LoggedOwnGroup,
  statusesOfLimits,
} from "../../evidence/index.ts";
import { spread } from "./spread.ts";

/** Requests that a record keeps. */
export const MOST_KEPT = 50;
/** Requests of this run that passed and are kept beside those that failed. */
const LEAST_PASSED = 10;
/** Requests of others that failed and are kept beside those of this run: a busy route has many that look like its own by their time. */
const LEAST_FAILED = 15;
/** Groups of one kind that a record keeps: the largest. */
const MOST_GROUPS = 60;
/** Durations that are kept for the quantiles of one group; above, every second one, every fourth … */
const MOST_DURATIONS = 4096;
/** Names that are counted; a log whose upstreams are all different has no groups. */
const MOST_NAMES = 2000;
const MINUTE: Ms = 60_000;

/** Statuses of a limit or a route, which are no proper answer whoever gives them. docs/contract.md, "Status". */
const noProperAnswer = new Set([...statusesOfLimits, 494]);

/** Whether a request got no proper answer. One whose client left by itself is none of these. */
export function hasFailed({
  status,
  reason,
  tries,
}: Pick<LoggedExchange, "status" | "reason" | "tries">): boolean {
  if (reason === "client-left") return false;
  if (status === null) return reason !== null;
  if (status >= 500) return true;
  if (noProperAnswer.has(status)) return true;
  return reason === "route-missing" || (reason === "body-too-large" && tries.length === 0);
}

/** Counts requests by upstream, status and minute, and keeps those that are asked for. */
export interface ExchangeTally {
  /** A request with all that is known of it. */
  add(exchange: LoggedExchange): void;
  /** One that was answered, of which nothing but this is asked. */
  count(at: EpochMs, status: number, took: Ms | null): void;
  result(): {
    readonly requests: number;
    readonly failures: number;
    readonly kept: readonly LoggedExchange[];
    readonly byUpstream: readonly LoggedGroup[];
    readonly ownByUpstream: readonly LoggedOwnGroup[];
    readonly byStatus: readonly LoggedGroup[];
    readonly byMinute: readonly LoggedGroup[];
  };
}

export function createTally(): ExchangeTally {
  let [requests, failures] = [0, 0];
  const kept: Record<"oursFailed" | "ours" | "failed" | "left", LoggedExchange[]> = {
    ...{ oursFailed: [], ours: [], failed: [], left: [] },
  };
  const upstreams = new Map<string, Group>();
  const ownUpstreams = new Map<string, Group>();
  const answered = new Map<string, { from: EpochMs; until: EpochMs }>();
  const statuses = new Map<number, Group>();
  const minutes = new Map<number, Group>();
  const bump = (at: EpochMs, status: number, took: Ms | null, failed: boolean) => {
    requests += 1;
    if (failed) failures += 1;
    groupOf(statuses, status).add(took, failed);
    groupOf(minutes, Math.floor(at / MINUTE)).add(took, failed);
  };
  const keep = (list: LoggedExchange[], exchange: LoggedExchange) => {
    list.push(exchange);
    // What falls out is cleared now and then, not each time.
    if (list.length >= MOST_KEPT * 4) list.splice(0, list.length, ...spread(list, MOST_KEPT));
  };
  return {
    count: (at, status, took) => bump(at, status, took, false),
    add(exchange) {
      const failed = hasFailed(exchange);
      bump(exchange.at, exchange.status ?? 0, exchange.took, failed);
      for (const [index, each] of exchange.tries.entries()) {
        const name = each.upstream ?? exchange.server;
        if (name === null) continue;
        const isLast = index === exchange.tries.length - 1;
        // A try that another one followed got no answer that was used.
        groupOf(upstreams, name).add(each.took ?? (isLast ? exchange.took : null), !isLast || failed);
      }
      const last = exchange.tries.at(-1)?.upstream ?? exchange.server;
      if (exchange.isOurs && last !== null) {
        groupOf(ownUpstreams, last).add(exchange.took, failed);
        const { from, until } = answered.get(last) ?? { from: exchange.at, until: exchange.at };
        if (!failed && ownUpstreams.has(last))
          answered.set(last, { from: Math.min(from, exchange.at), until: Math.max(until, exchange.at) });
      }
      if (exchange.isOurs) keep(failed ? kept.oursFailed : kept.ours, exchange);
      else if (failed) keep(kept.failed, exchange);
      else if (exchange.reason === "client-left") keep(kept.left, exchange);
    },
    result() {
      // A run that repeats its request has many that passed: those that failed tell more.
      const [passed, others] = [
        Math.min(LEAST_PASSED, kept.ours.length),
        Math.min(LEAST_FAILED, kept.failed.length),
      ];
      const oursFailed = spread(kept.oursFailed, MOST_KEPT - passed - others);
      const ours = [...oursFailed, ...newest(kept.ours, MOST_KEPT - oursFailed.length - others)];
      const failed = spread(kept.failed, MOST_KEPT - ours.length);
      const left = newest(kept.left, MOST_KEPT - ours.length - failed.length);
      return {
        requests,
        failures,
        kept: [...ours, ...failed, ...left].toSorted((one, other) => one.at - other.at),
        byUpstream: groupsOf(upstreams, String),
        ownByUpstream: groupsOf(ownUpstreams, String).map((group) => {
          const { from, until } = answered.get(group.name) ?? { from: null, until: null };
          return { ...group, answeredFrom: from, answeredUntil: until };
        }),
        byStatus: groupsOf(statuses, (status) => (status === 0 ? "none" : String(status))),
        byMinute: groupsOf(
          minutes,
          (minute) => `${new Date(minute * MINUTE).toISOString().slice(0, 16)}Z`,
        ).toSorted((one, other) => (one.name < other.name ? -1 : 1)),
      };
    },
  };
}

const newest = (list: readonly LoggedExchange[], most: number): readonly LoggedExchange[] =>
  most <= 0 ? [] : list.toSorted((one, other) => one.at - other.at).slice(-most);

function groupOf<Key>(groups: Map<Key, Group>, key: Key): Group {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group = new Group();
  if (groups.size < MOST_NAMES) groups.set(key, group);
  return group;
}

const groupsOf = <Key>(
  groups: ReadonlyMap<Key, Group>,
  nameOf: (key: Key) => string,
): readonly LoggedGroup[] =>
  [...groups]
    .toSorted(([, one], [, other]) => other.requests - one.requests)
    .slice(0, MOST_GROUPS)
    .map(([key, group]) => group.told(nameOf(key)));

/** A reused buffer of durations, thinned out evenly when it is full. */
class Group {
  requests = 0;
  failures = 0;
  #durations: number[] = [];
  #stride = 1;
  #timed = 0;

  add(took: Ms | null, failed: boolean): void {
    this.requests += 1;
    if (failed) this.failures += 1;
    if (took === null) return;
    if (this.#timed % this.#stride === 0) this.#durations.push(took);
    this.#timed += 1;
    if (this.#durations.length < MOST_DURATIONS) return;
    this.#durations = this.#durations.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  told(name: string): LoggedGroup {
    const sorted = this.#durations.toSorted((one, other) => one - other);
    const at = (share: number): Ms | null =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
    return { name, requests: this.requests, failures: this.failures, p50: at(0.5), p99: at(0.99) };
  }
}
