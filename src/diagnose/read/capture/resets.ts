import type { Ms } from "../../../base/index.ts";
import { answerReset, type Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ObservationName } from "../../vocabulary/index.ts";
import { observe, type Reader } from "../reader.ts";
import { isOwn } from "./captured-flows.ts";
import type { Circumstance } from "./reset-circumstance.ts";
import { resetsOf } from "./reset-contexts.ts";
import type { ResetOrigin } from "./reset-origin.ts";
import { proofOf, senderOf, wordsOfOrigin } from "./reset-words.ts";

const MS_PER_SECOND = 1000;
/** Two ends after the same time are one timer: timers of servers and devices have a resolution of a second. */
const SAME_TIMER = 1000;
/** And no further apart than this share of the time itself. */
const SAME_SHARE = 0.05;

/** What a reset in the server's name was to the request that met it. */
const symptomOf: Readonly<Partial<Record<Circumstance, ObservationName>>> = {
  "closed-port": "connect-refused",
  "refused-handshake": "connect-reset",
  "after-client-hello": "handshake-reset",
  "after-request": "reset-unanswered",
  "on-reused-connection": "reset-unanswered",
  "after-idle": "request-after-idle-fails",
};

/** A reset that some request met, with the record of its flow. */
interface Met {
  readonly record: Evidence<"captured-flow">;
  readonly origin: ResetOrigin;
}

/** Who sent the resets of the request's own connections, and what they ended. */
export const readCapturedResets: Reader = (evidence, request) => {
  const met = resetsOf(evidence, request).flatMap(({ record, origins }) =>
    origins.flatMap((origin) =>
      record.purpose === "reference" && !(isOwn(record) && origin.claims === "client")
        ? [{ record, origin }]
        : [],
    ),
  );
  // An echo of an earlier reset and one that nobody minded say nothing of the request.
  const told = met.filter(({ origin }) => origin.isHarmless !== true);
  return [...told.flatMap(readOne), ...readTimers(told.filter(({ record }) => !isOwn(record)))];
};

function readOne({ record, origin }: Met): readonly Observation[] {
  const from = { records: [record], slots: slotsOf({ record, origin }) };
  const isForgotten =
    origin.circumstance === "after-idle" && origin.form === "no-socket" && !origin.cameByItself;
  return [
    ...(isOwn(record)
      ? []
      : answerReset(record.value)?.mark.frame === origin.mark.frame && origin.bornAt === "on-path"
        ? observe("reset-unanswered", true, from)
        : readSymptom(origin, from)),
    ...readSender(origin, from),
    // Another machine that knows the connection no more: its timer was shorter than the pause.
    ...(isForgotten && origin.bornAt === "on-path"
      ? observe("idle-time-ends-it", true, { ...from, strength: "suggests" })
      : []),
  ];
}

interface From {
  readonly records: readonly Evidence<"captured-flow">[];
  readonly slots: Readonly<Record<string, string>>;
}

function readSymptom(origin: ResetOrigin, from: From): readonly Observation[] {
  if (origin.claims !== "server") return [];
  if (origin.isHarmless === null)
    return origin.circumstance === "after-idle" ? observe("idle-connection-cut", true, from) : [];
  const name = symptomOf[origin.circumstance];
  if (name === undefined) return [];
  // Another machine's answer to a SYN refuses the connection as well.
  return observe(origin.answersSyn ? "connect-refused" : name, true, from);
}

function readSender(origin: ResetOrigin, from: From): readonly Observation[] {
  if (origin.bornAt === "unknown") return [];
  const isOwn = origin.bornAt === "claimed-host";
  const strength = origin.certainty === "certain" ? "states" : "suggests";
  const isEarly = origin.fired.some(({ rule, speaks }) => rule === "A9" && speaks === "against");
  // The client's own decision to end a connection is no fault of anyone on the way.
  if (origin.claims === "client" && isOwn) return [];
  return [
    ...observe(isOwn ? "reset-is-the-ends-own" : "reset-is-a-strangers", true, { ...from, strength }),
    ...(origin.answersSyn ? observe("answered-in-its-place", !isOwn, { ...from, strength: "suggests" }) : []),
    ...(isEarly ? observe("reset-sooner-than-round-trip", true, from) : []),
  ];
}

/** Resets that came of themselves after the same time without traffic: a timer. What a request woke up shows the client's pause alone. */
function readTimers(told: readonly Met[]): readonly Observation[] {
  const cuts = told.flatMap((met) =>
    met.origin.idle !== null && met.origin.cameByItself ? [{ ...met, idle: met.origin.idle }] : [],
  );
  for (const [index, one] of cuts.entries()) {
    const other = cuts
      .slice(index + 1)
      .find(({ record, idle }) => record !== one.record && isSameTime(idle, one.idle));
    if (other === undefined) continue;
    const from = { records: [one.record, other.record], slots: slotsOf(one) };
    return [...observe("idle-cut-recurs", true, from), ...observe("idle-time-ends-it", true, from)];
  }
  return [];
}

const isSameTime = (one: Ms, other: Ms): boolean =>
  Math.abs(one - other) < Math.min(SAME_TIMER, other * SAME_SHARE);

function slotsOf({ record, origin }: Met): Readonly<Record<string, string>> {
  const { address, port } = record.value.server;
  return {
    address,
    port: String(port),
    resetFrame: String(origin.mark.frame),
    resetSender: senderOf(origin),
    resetProof: proofOf(origin),
    resetLook: `: ${wordsOfOrigin(origin)}`,
    ...(origin.idle === null ? {} : { seconds: (origin.idle / MS_PER_SECOND).toFixed(1) }),
  };
}
