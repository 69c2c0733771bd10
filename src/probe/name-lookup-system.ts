import { lookup } from "node:dns/promises";
import type { Ms } from "../base/index.ts";
import { type Evidence, type NameLookup, startOf } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";

/**
 * Resolves a name by the C library of this very process, getaddrinfo(3), to compare with the look-up by its rules.
 *
 * It knows only the files and servers of this process: not for another vantage, nor where resolvers are overridden.
 * getaddrinfo cannot be stopped; after `context.timeout` it is left to itself, and nothing is recorded.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function lookUpBySystem(
  name: string,
  context: ProbeContext,
): Promise<Evidence<"name-lookup"> | null> {
  const { clock, signal, timeout, recorder } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const { promise: late, resolve } = lateness();
  const timer = setTimeout(resolve, timeout);
  try {
    const found = await Promise.race([ask(name), late]);
    signal.throwIfAborted();
    if (found === null) return null;
    const took = clock.ticks() - ticks;
    const value: NameLookup = { name, rules: "system", ...found, questions: [], took };
    return recorder.record("name-lookup", value, {
      boundary: "dns",
      by: "probe",
      purpose: "difference",
      observedAt,
      took,
      command: `getent ahosts '${name.replaceAll("'", "")}'`,
    });
  } finally {
    clearTimeout(timer);
  }
}

function lateness(): { readonly promise: Promise<null>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<null>((done) => {
    resolve = () => done(null);
  });
  return { promise, resolve };
}

type Found = Pick<
  NameLookup,
  "outcome" | "error" | "source" | "addresses" | "answeredName" | "canonicalName"
>;

/**
 * What getaddrinfo(3) of this process finds within a time, for sources of names that have no rules here: nss-myhostname(8),
 * multicast DNS, directories. `null` where it finds nothing, or not in time.
 */
export async function addressesBySystem(name: string, time: Ms): Promise<readonly string[] | null> {
  const { promise: late, resolve } = lateness();
  const timer = setTimeout(resolve, Math.max(0, time));
  try {
    const found = await Promise.race([ask(name), late]);
    return found?.outcome === "resolved" ? found.addresses : null;
  } finally {
    clearTimeout(timer);
  }
}

async function ask(name: string): Promise<Found> {
  const nothing = { source: null, answeredName: null, canonicalName: null, addresses: [] };
  try {
    const addresses = await lookup(name, { all: true, order: "verbatim" });
    const texts = [...new Set(addresses.map(({ address }) => address))];
    return { ...nothing, outcome: "resolved", error: null, addresses: texts };
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // Node says ENOTFOUND for EAI_NONAME and for EAI_NODATA alike. getaddrinfo(3).
    if (code === "ENOTFOUND") return { ...nothing, outcome: "no-such-name", error: "EAI_NONAME" };
    return { ...nothing, outcome: code === "EAI_AGAIN" ? "no-answer" : "failed", error: code };
  }
}
