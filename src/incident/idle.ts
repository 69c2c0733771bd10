import type { Ms } from "../base/index.ts";
import type { CheckOptions } from "../config/index.ts";
import {
  bodyToCompare,
  type Evidence,
  isDatabaseScheme,
  isProperAnswer,
  methodToCompare,
  startOf,
} from "../evidence/index.ts";
import { exchangeHttp, watchIdle } from "../probe/index.ts";
import { closeWay, type Origin, openWay, type Way } from "./connect.ts";
import { IDLE_BY_SYMPTOM, looksBySymptom } from "./steering.ts";
import { contextOf, patience, type StepBudget, type Walk } from "./walk.ts";

/** A connection that a timer ended is left idle once more: two ends after the same time are the timer's signature. */
const ROUNDS = 2;

/** How long a connection is to be left idle; `null` where nothing asks for it. */
export function idleTimeOf(
  { during }: Pick<CheckOptions, "during">,
  evidence: readonly Evidence[],
): Ms | null {
  if (during !== null) return during;
  return looksBySymptom(evidence).has("idle") ? IDLE_BY_SYMPTOM : null;
}

/**
 * Leaves a connection of the request idle, as a pool or a long stream does, and sees whether it lives: a bare connection by
 * itself, an HTTP/1.1 one by a second request on it. Each is an attempt of its own; one after the other.
 *
 * @param longest How long a connection is left alone.
 * @param from Number of the first of these attempts.
 */
export async function leaveIdle(walk: Walk, longest: Ms, from: number): Promise<void> {
  const { scheme, host, port } = walk.asked;
  if (scheme === "dns" || isDatabaseScheme(scheme) || walk.asked.proxy !== null) return;
  const origin: Origin = { scheme, host, port, isTarget: true };
  let wait = longest;
  for (let round = 0; round < ROUNDS; round += 1) {
    const ended = await leaveOneIdle(walk, origin, { wait, number: from + round });
    if (ended === null) return;
    // A second one need not wait longer than the first lived, and a second for the timer's own resolution.
    wait = Math.min(longest, ended + 1_500);
  }
}

/** @returns How long the connection lived, where it did not live to the end of the wait; else `null`. */
async function leaveOneIdle(
  walk: Walk,
  origin: Origin,
  { wait, number }: { readonly wait: Ms; readonly number: number },
): Promise<Ms | null> {
  const { clock, recorder, asked, secrets } = walk;
  const budget: StepBudget = { purpose: "reference", attempt: number, deadlineAt: null };
  const { observedAt, ticks } = startOf(clock);
  const way = await openWay(walk, origin, budget);
  const { stream, address } = way;
  if (stream === null || address === null || way.protocol === "h2") {
    closeWay(way, walk.signal);
    return null;
  }
  const steps: Evidence[] = [...way.records];
  const context = contextOf(walk, patience.exchange, budget);
  const isHttp = origin.scheme === "https" || origin.scheme === "http";
  const ask = {
    stream,
    protocol: way.protocol,
    scheme: origin.scheme === "https" ? "https" : "http",
    address,
    port: origin.port,
    host: origin.host,
    path: secrets.path,
    method: methodToCompare(asked),
    headers: secrets.headers,
    bodyOctets: bodyToCompare(asked),
    absoluteForm: false,
  } as const;
  if (isHttp) {
    const first = await exchangeHttp({ ...ask, onConnection: 1, idleBefore: 0, keepOpen: true }, context);
    steps.push(first);
    if (stream.destroyed || !stream.writable) return null; // The server keeps no connection: nothing is to be left idle.
  }
  const idle = await watchIdle(
    { stream, address, port: origin.port, requestsBefore: isHttp ? 1 : 0 },
    contextOf(walk, wait, { ...budget, deadlineAt: null }),
  );
  steps.push(idle);
  let lives = idle.value.outcome === "open";
  let status: number | null = null;
  if (isHttp) {
    // A server may close what is idle, and a client then opens another: no request is lost by that. RFC 9112, section 9.3.
    if (idle.value.outcome === "fin") lives = true;
    if (idle.value.outcome === "open") {
      const second = await exchangeHttp({ ...ask, onConnection: 2, idleBefore: idle.value.idle }, context);
      steps.push(second);
      status = second.value.status;
      lives = isProperAnswer(second.value, asked);
    }
  }
  closeWay(way, walk.signal);
  record({ way, lives, status, steps });
  return idle.value.outcome === "open" ? null : idle.value.idle;

  function record(made: {
    way: Way;
    lives: boolean;
    status: number | null;
    steps: readonly Evidence[];
  }): void {
    const took = clock.ticks() - ticks;
    recorder.record(
      "attempt",
      {
        number,
        answeredProperly: made.lives,
        failedAt: made.lives ? null : isHttp ? "exchange" : "connect",
        address,
        port: origin.port,
        took,
        phases: { lookup: null, connect: null, tls: null, firstByte: null, transfer: null },
        status: made.status,
        steps: made.steps.map(({ id }) => id),
      },
      {
        boundary: "client",
        by: "probe",
        purpose: "reference",
        attempt: number,
        observedAt,
        took,
        command: idle.command,
      },
    );
  }
}
