import type { EpochMs } from "../../../base/index.ts";
import { type Attempt, type Evidence, goesToService } from "../../../evidence/index.ts";
import { finalExchanges } from "../http/final-exchanges.ts";
import { ofKind } from "../reader.ts";

/**
 * How an attempt failed, as far as a cluster can be the reason.
 *
 * - `refused`, `silent`: its connection. `broken-off`: the connection or the exchange, by reset or FIN. `stalled`: what was begun stands still.
 * - `gateway`: a status by which only a gateway has a reason to speak, or another 5xx that one is known to have made. `lookup`: its name. `no-address`: the Service has none to ask. `other`: in a way that no cluster makes.
 */
export type FailureWay =
  | "refused"
  | "silent"
  | "broken-off"
  | "stalled"
  | "gateway"
  | "lookup"
  | "no-address"
  | "other";

/** One attempt of the request that failed. */
export interface Failure {
  readonly way: FailureWay;
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly record: Evidence<"attempt">;
  /** The attempt, and the step that it failed in. */
  readonly records: readonly Evidence[];
}

/** RFC 9110, sections 15.6.3 to 15.6.5. */
const ofGateways: ReadonlySet<number | null> = new Set([502, 503, 504]);

/** Ends of an exchange that the other end makes. */
const endedByPeer: ReadonlySet<string> = new Set(["closed", "reset", "truncated", "goaway", "stream-reset"]);

/**
 * The attempts of the request that failed, each with how, as far as the Service may be the reason: where a proxy in front of it is asked,
 * how that one is reached says nothing of the Service, what it answers may.
 */
export const failuresOf = (evidence: readonly Evidence[]): readonly Failure[] =>
  failuresAnywhere(evidence).map((failure) =>
    failure.way === "gateway" || goesTo(evidence, failure.record.value)
      ? failure
      : { ...failure, way: "other" },
  );

/** The same, wherever the request went. */
export const failuresAnywhere = (evidence: readonly Evidence[]): readonly Failure[] =>
  ofKind(evidence, "attempt")
    .filter(({ purpose, value }) => purpose === "reference" && !value.answeredProperly)
    .map((record) => {
      const { way, step } = wayOf(record, evidence);
      const { took } = record.value;
      // A record bears the time of its begin or of its end: the attempt lies around either.
      const span = { from: record.observedAt - took, until: record.observedAt + took };
      return { way, ...span, record, records: step === undefined ? [record] : [record, step] };
    });

/** Whether an attempt went to the Service itself; where there is no address or no Service to tell by, it did. */
function goesTo(evidence: readonly Evidence[], { address, port }: Attempt): boolean {
  const service = ofKind(evidence, "kube-service").at(-1)?.value;
  if (address === null || service?.outcome !== "found") return true;
  return goesToService(
    { address, port },
    {
      service,
      endpoints: ofKind(evidence, "kube-endpoints").flatMap(({ value }) => value.endpoints),
      nodes: ofKind(evidence, "kube-nodes").flatMap(({ value }) => value.nodes),
    },
  );
}

function wayOf(
  attempt: Evidence<"attempt">,
  evidence: readonly Evidence[],
): { readonly way: FailureWay; readonly step?: Evidence } {
  const { failedAt, steps, status, number } = attempt.value;
  if (failedAt === "service") return { way: "no-address" };
  if (failedAt === "lookup")
    return wayAt(
      "lookup",
      ofKind(evidence, "name-lookup").findLast(({ id }) => steps.includes(id)),
    );
  if (failedAt === "connect" || failedAt === "deadline") {
    const connect =
      ofKind(evidence, "tcp-connect").findLast(({ id }) => steps.includes(id)) ??
      ofKind(evidence, "tcp-connect").findLast(
        (one) => one.purpose === "reference" && one.attempt === number,
      );
    if (connect === undefined) return { way: failedAt === "connect" ? "other" : "stalled" };
    return wayAt(wayOfConnect(connect, failedAt), connect);
  }
  if (failedAt === "tls") {
    const handshake = ofKind(evidence, "tls-handshake").findLast(({ id }) => steps.includes(id));
    return wayAt(handshake?.value.outcome === "completed" ? "other" : "stalled", handshake);
  }
  if (failedAt !== "exchange" && failedAt !== null) return { way: "other" };
  const exchange = finalExchanges(evidence).find((one) => one.attempt.id === attempt.id)?.exchange;
  if (exchange === undefined) return { way: ofGateways.has(status) ? "gateway" : "other" };
  const { outcome } = exchange.value;
  if (endedByPeer.has(outcome)) return wayAt("broken-off", exchange);
  if (outcome === "answered")
    return wayAt(
      ofGateways.has(exchange.value.status) ||
        (exchange.value.answeredBy === "intermediary" && (exchange.value.status ?? 0) >= 500)
        ? "gateway"
        : "other",
      exchange,
    );
  return wayAt(outcome === "no-answer" || outcome === "stalled" ? "stalled" : "other", exchange);
}

const wayAt = (way: FailureWay, step: Evidence | undefined) => (step === undefined ? { way } : { way, step });

function wayOfConnect({ value }: Evidence<"tcp-connect">, failedAt: "connect" | "deadline"): FailureWay {
  switch (value.outcome) {
    case "refused":
    case "prohibited":
      return "refused";
    case "timed-out":
    case "unreachable":
    case "no-route":
      return "silent";
    case "reset":
      return "broken-off";
    case "connected":
      return failedAt === "deadline" ? "stalled" : "other";
    default:
      return "other";
  }
}

/** Those that failed in one of these ways. */
export const failedBy = (failures: readonly Failure[], ...ways: readonly FailureWay[]): readonly Failure[] =>
  failures.filter(({ way }) => ways.includes(way));

/** The records of failures, each with its step. */
export const recordsOf = (failures: readonly Failure[]): readonly Evidence[] =>
  failures.flatMap(({ records }) => records);
