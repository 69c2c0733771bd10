import { groupBy } from "../../../base/index.ts";
import type { TcpConnectOutcome } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, type Reader } from "../reader.ts";
import { referenceTries, type Try } from "./tries.ts";

/** Linux waits this long before it sends a SYN again. RFC 6298, section 2; Linux TCP_TIMEOUT_INIT. */
const SYN_TIMER_MS = 1000;

const symptomOf: Readonly<Record<Exclude<TcpConnectOutcome, "connected">, ObservationName>> = {
  refused: "connect-refused",
  "timed-out": "syn-unanswered",
  unreachable: "connect-unreachable",
  prohibited: "connect-prohibited",
  "no-route": "no-route-to-address",
  "denied-locally": "connect-denied-locally",
  "no-local-port": "no-local-port",
  "no-descriptor": "no-descriptor",
  reset: "connect-reset",
};

/**
 * How the request's own connections failed: one symptom for each attempt that got none.
 *
 * An attempt tries one address after the other; it fails by the first that it had a route to, as every client passes
 * over a family that it has no route for. Tries before one that connects are no symptom of the attempt.
 */
export const readConnectSymptoms: Reader = (evidence, request) => {
  const attempts = referenceTries(evidence, request);
  const failures = attempts.flatMap((tries) => {
    const failure = failureOf(tries);
    return failure === null ? [] : [failure];
  });
  const symptoms = groupBy(failures, ({ name }) => name);
  const late = attempts.flat().filter(isLate);
  return [
    ...symptoms.flatMap((found) =>
      observe(found[0].name, true, {
        records: found.map(({ record }) => record),
        slots: slotsOf(found[0].record),
      }),
    ),
    ...absent(attempts, failures.length > 0),
    ...observe("syn-answered-late", true, { records: late, slots: slotsOf(late[0]) }),
  ];
};

interface Failure {
  readonly name: ObservationName;
  readonly record: Try;
}

function failureOf(tries: readonly Try[]): Failure | null {
  const last = tries.at(-1);
  if (last === undefined) return null;
  if (last.value.outcome === "connected") {
    const { afterwards } = last.value;
    if (afterwards === "reset-by-peer") return { name: "connect-reset", record: last };
    return afterwards === "closed-by-peer" ? { name: "connect-closed-at-once", record: last } : null;
  }
  const failed = tries.slice(tries.findLastIndex(({ value }) => value.outcome === "connected") + 1);
  const record = failed.find(({ value }) => value.outcome !== "no-route") ?? last;
  return record.value.outcome === "connected" ? null : { name: symptomOf[record.value.outcome], record };
}

/** What every attempt that connected states not to be so. */
function absent(attempts: readonly (readonly Try[])[], someFailed: boolean): readonly Observation[] {
  if (someFailed) return [];
  const names = ["syn-unanswered", "connect-refused", "connect-unreachable", "no-route-to-address"] as const;
  return names.flatMap((name) => observe(name, false, { records: attempts.flat() }));
}

const isLate = ({ value }: Try): boolean =>
  (value.handshake ?? 0) >= SYN_TIMER_MS && (value.counted?.synRetransmissions ?? 0) > 0;

function slotsOf(record: Try | undefined): Readonly<Record<string, string>> {
  if (record === undefined) return {};
  const { address, port, errno, handshake } = record.value;
  return {
    address,
    port: String(port),
    seconds: ((handshake ?? record.took) / 1000).toFixed(1),
    ...(errno === null ? {} : { errno }),
  };
}
