import { groupBy } from "../../../base/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, type Reader } from "../reader.ts";
import { cameTo, otherPortTries, type Try, triesOf } from "./tries.ts";

/** What fails half of the time is silent eight times in a row once in 256 looks. */
const ENOUGH_SILENCES = 8;
/** A host whose filter spares one port in a hundred shows none of five. */
const ENOUGH_PORTS = 5;
/** One silence can be chance, two are a share. */
const SOME = 2;
/** A loss of one in five spares sixteen tries in a row once in 36 looks. */
const ENOUGH_ANSWERS = 16;
/** A try that is given less time than this many round trips proves no silence. */
const ROUND_TRIPS = 3;

/** What other tries state about the same flow, and about the address behind it. */
export const readOtherTries: Reader = (evidence, request) => {
  const here = triesOf(evidence, request);
  const connected = here.filter(cameTo("connected"));
  const silent = here.filter(cameTo("timed-out"));
  return [
    ...observe("some-attempt-connects", true, { records: connected }),
    ...observe("some-attempt-connects", false, {
      records: connected.length === 0 && silent.length >= ENOUGH_SILENCES ? silent : [],
    }),
    ...atTimes("tries-fail-at-times", here),
    ...otherPorts(otherPortTries(evidence, request)),
  ];
};

function otherPorts(elsewhere: readonly Try[]): readonly Observation[] {
  const connected = elsewhere.filter(cameTo("connected"));
  const refused = elsewhere.filter(cameTo("refused"));
  const mute = elsewhere.filter(cameTo("timed-out", "unreachable"));
  const ports = new Set(mute.map(({ value }) => value.port));
  const isMute = connected.length + refused.length === 0 && ports.size >= ENOUGH_PORTS;
  const byPort = groupBy(elsewhere, ({ value }) => String(value.port));
  return [
    ...(connected.length > 0
      ? observe("host-answers-otherwise", true, { records: connected, slots: portSlot(connected) })
      : // A refusal can be a filter's in the host's name, and silence a filter's default: they only suggest.
        observe("host-answers-otherwise", true, {
          records: refused,
          strength: "suggests",
          slots: portSlot(refused),
        })),
    ...observe("host-answers-otherwise", false, { records: isMute ? mute : [], strength: "suggests" }),
    ...observe("nothing-of-host-answers", true, { records: isMute ? mute : [] }),
    ...observe("nothing-of-host-answers", false, { records: connected, strength: "states" }),
    ...byPort.flatMap((tries) => atTimes("other-port-fails-at-times", tries)).slice(0, 1),
  ];
}

const portSlot = (tries: readonly Try[]): Readonly<Record<string, string>> =>
  tries[0] === undefined ? {} : { otherPort: String(tries[0].value.port) };

/** Whether some of the tries of one port are silent and others are answered. */
function atTimes(
  name: "tries-fail-at-times" | "other-port-fails-at-times",
  tries: readonly Try[],
): readonly Observation[] {
  const answered = tries.filter(cameTo("connected", "refused"));
  const roundTrip = Math.max(0, ...answered.map(({ took, value }) => (isFirstSyn(value) ? took : 0)));
  const silent = tries.filter((one) => cameTo("timed-out")(one) && one.took >= ROUND_TRIPS * roundTrip);
  const again = answered.filter(({ value }) => !isFirstSyn(value));
  const failing = [...silent, ...again];
  if (failing.length >= SOME && answered.length >= SOME) {
    const slots = { failing: String(failing.length), tries: String(tries.length) };
    return observe(name, true, { records: [...failing, ...answered], slots });
  }
  const allAnswered = failing.length === 0 && answered.length === tries.length;
  return observe(name, false, { records: allAnswered && answered.length >= ENOUGH_ANSWERS ? answered : [] });
}

/** Answered at the first SYN, as far as can be told. */
const isFirstSyn = ({ counted, handshake }: Try["value"]): boolean =>
  (handshake ?? 0) < 1000 || (counted?.synRetransmissions ?? 0) === 0;
