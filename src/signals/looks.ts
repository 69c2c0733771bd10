import type { Boundary } from "../base/index.ts";
import { everySignal } from "./every-signal.ts";
import type { Signal } from "./signal.ts";

/**
 * What a symptom asks to be looked at, beyond what is looked at anyway.
 *
 * - `idle`: how long a connection lives that nothing is sent on. `upstream-idle`: the same behind a proxy.
 * - `body-limits`: how large a body may be. `database`: sessions, locks and limits of the database.
 * - `tls-variants`: what other clients' handshakes come to.
 */
export type ToldLook = "idle" | "upstream-idle" | "body-limits" | "database" | "tls-variants";

/** A cause further down a signal's list is one of many: it is worth no look that takes long. */
const NEAR = 3;

/** Counters tell of all that a host does, lengths of time of any timer: neither asks for a look by itself. */
const asksForNothing = /^(?:counter|duration)-/;

const databaseCauses = new Set([
  "lock-wait",
  "slow-query",
  "pool-exhausted",
  "database-too-many-connections",
]);

/** The looks that signals ask for, by their ids. An id that is not known, a normal one and a hint at none ask for nothing. */
export function looksTold(ids: readonly string[]): ReadonlySet<ToldLook> {
  const named = new Set(ids);
  const told = everySignal().filter(({ id, strength }) => named.has(id) && strength !== "normal");
  return new Set(told.filter(({ id }) => !asksForNothing.test(id)).flatMap(looksOf));
}

function looksOf({ id, causes, boundaries }: Signal): readonly ToldLook[] {
  const [where] = boundaries;
  const near = causes.slice(0, NEAR);
  const isIdle = near.includes("idle-timeout-reset") || near.slice(0, 2).includes("keepalive-race");
  const isStatus = /^http-/.test(id);
  return [
    ...(isIdle && !isStatus && where !== "database" ? (["idle"] as const) : []),
    ...(causes.includes("keepalive-race") || isIdle ? (["upstream-idle"] as const) : []),
    ...(near[0] === "body-too-large" ? (["body-limits"] as const) : []),
    ...(isOfDatabase(where, near[0]) ? (["database"] as const) : []),
    ...(where === "tls" && !isStatus ? (["tls-variants"] as const) : []),
  ];
}

const isOfDatabase = (where: Boundary | undefined, cause: string | undefined): boolean =>
  where === "database" || (cause !== undefined && databaseCauses.has(cause));
