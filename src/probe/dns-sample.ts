import { type DnsServer, dnsServerArguments, type Ms } from "../base/index.ts";
import { type Evidence, startOf } from "../evidence/index.ts";
import type { ProbeContext } from "./context.ts";
import { askOnce, plainQuestion } from "./dns.ts";
import { pause } from "./dns-pause.ts";

/** Quick queries: a loss of 20 % shows itself in 16 queries 97 times of 100. */
const QUICK = 16;

/** Fewer quick queries do where the way is long; so many are always sent. */
const QUICK_AT_LEAST = 10;

/** How long the quick queries may go on. A healthy check must stay short. */
const QUICK_TIME: Ms = 300;

/** Slow queries at most, only after a loss: none of 20 is lost at a loss of 20 % once in 87 times. */
const SLOW = 20;

/** The slow queries end early once so many of them are lost: the loss has then repeated itself. */
const ENOUGH_LOST = 2;

/** Queries of all in a sample, so that a share can be said. */
const ENOUGH_SENT = 10;

/** Time between two slow queries: 4 a second are below the 5 a second of the strictest usual response rate limit. */
const SLOW_STEP: Ms = 250;

/**
 * Asks one server the same questions until a share of losses can be told: quickly first, and slowly only once an
 * answer is missing. One query at a time, each from a port of its own.
 *
 * @param given `suspected`: an answer of this server was lost already, so that the slow queries follow anyway.
 * @param context `timeout` is the wait for each answer.
 */
export async function sampleDns(
  given: DnsServer & {
    readonly name: string;
    readonly types: readonly string[];
    readonly suspected: boolean;
  },
  context: ProbeContext,
): Promise<Evidence<"dns-sample">> {
  const { clock, timeout, signal } = context;
  const { observedAt, ticks } = startOf(clock);
  let asked = 0;
  const times: Ms[] = [];
  /** Asks once; whether no answer came. */
  const isLost = async () => {
    // The types in turn: a look-up asks for all of them.
    const type = given.types[asked % given.types.length] ?? "A";
    asked += 1;
    const reply = await askOnce(plainQuestion(given, { name: given.name, type }), context);
    if (reply.outcome === "answered") times.push(reply.took);
    return reply.outcome === "timed-out";
  };
  let [quickSent, quickLost, slowSent, slowLost] = [0, 0, 0, 0];
  const isQuickOver = () =>
    quickLost > 0 ||
    quickSent >= QUICK ||
    (quickSent >= QUICK_AT_LEAST && clock.ticks() - ticks > QUICK_TIME);
  while (!isQuickOver()) {
    quickSent += 1;
    if (await isLost()) quickLost += 1;
  }
  const isSlowOver = () =>
    slowSent >= SLOW || (slowLost >= ENOUGH_LOST && quickSent + slowSent >= ENOUGH_SENT);
  while ((quickLost > 0 || given.suspected) && !isSlowOver()) {
    await pause(SLOW_STEP, signal);
    slowSent += 1;
    if (await isLost()) slowLost += 1;
  }
  const { server, port, name, types } = given;
  const took = clock.ticks() - ticks;
  const p50 = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? null;
  const value = { server, port, name, types, quickSent, quickLost, slowSent, slowLost, wait: timeout, p50 };
  return context.recorder.record("dns-sample", value, {
    boundary: "dns",
    by: "probe",
    purpose: "difference",
    observedAt,
    took,
    command: `for i in $(seq ${quickSent + slowSent}); do dig ${dnsServerArguments(given)} ${name}. ${types[0] ?? "A"} +tries=1 +time=1 | grep -c status; done`,
  });
}
