import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { cameTo, triesOf } from "./tries.ts";

/** Round trips make the wait when they are at least this share of it. */
const MOST = 0.5;
/** A wait below this needs no explanation unless it misses a deadline. docs/contract.md, "Status". */
const LONG_MS = 1000;
/** A path below this is no long one, whatever the sum. Document 002, latency table: another continent begins here. */
const LONG_ROUND_TRIP_MS = 50;
/** Below this a handshake is mostly the host's own work, and half of it is no measure. */
const MEASURABLE_MS = 4;

/** What the length of a round trip explains, and what comes too soon for one. */
export const readRoundTrips: Reader = (evidence, request) => {
  const connected = triesOf(evidence, request).filter(cameTo("connected"));
  const quickest = connected.reduce<(typeof connected)[number] | null>(
    (best, one) => (best === null || roundTripOf(one) < roundTripOf(best) ? one : best),
    null,
  );
  if (quickest === null) return [];
  return [...readWait(evidence, request, quickest), ...readEarlyReset(evidence, request, quickest)];
};

const roundTripOf = ({ value }: Evidence<"tcp-connect">): number =>
  value.handshake ?? Number.POSITIVE_INFINITY;

/** A handshake is one round trip, TLS 1.2 two more and 1.3 one, the exchange one. RFC 8446, section 2. */
function readWait(
  evidence: readonly Evidence[],
  { client }: ReferenceRequest,
  quickest: Evidence<"tcp-connect">,
): readonly Observation[] {
  const roundTrip = roundTripOf(quickest);
  return ofKind(evidence, "attempt")
    .filter(
      ({ vantage, purpose, value }) =>
        vantage === client &&
        purpose === "reference" &&
        (value.failedAt === "deadline" || value.took >= LONG_MS),
    )
    .slice(0, 1)
    .flatMap((attempt) => {
      const { phases, took } = attempt.value;
      const trips = 2 + (phases.tls === null ? 0 : Math.round(phases.tls / roundTrip) <= 1 ? 1 : 2);
      const explains = roundTrip >= LONG_ROUND_TRIP_MS && roundTrip * trips >= took * MOST;
      const slots = { roundTripMs: roundTrip.toFixed(0), trips: String(trips) };
      return observe("round-trip-explains-wait", explains, { records: [attempt, quickest], slots });
    });
}

/** A reset that comes in less than half of a round trip was sent from nearer than the peer. */
function readEarlyReset(
  evidence: readonly Evidence[],
  { client, address }: ReferenceRequest,
  quickest: Evidence<"tcp-connect">,
): readonly Observation[] {
  const roundTrip = roundTripOf(quickest);
  const resets = ofKind(evidence, "http-exchange").filter(
    ({ vantage, value }) => vantage === client && value.address === address && value.outcome === "reset",
  );
  const early = resets.filter(({ value }) => roundTrip >= MEASURABLE_MS && value.took < roundTrip / 2);
  return [
    ...observe("reset-sooner-than-round-trip", true, {
      records: early.length > 0 ? [...early, quickest] : [],
    }),
    // What comes too soon for the peer is another's.
    ...observe("reset-is-a-strangers", true, {
      records: early.length > 0 ? [...early, quickest] : [],
      strength: "suggests",
    }),
    ...observe("reset-sooner-than-round-trip", false, { records: early.length === 0 ? resets : [] }),
  ];
}
