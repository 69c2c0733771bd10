import { groupBy } from "../../../base/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, type Reader } from "../reader.ts";
import { sampledTries, type Tally, triesBesideSeries } from "./sampled-tries.ts";
import { cameTo, otherPortTries, type Try, triesOf } from "./tries.ts";

/** What fails half of the time is silent eight times in a row once in 256 looks. */
const ENOUGH_SILENCES = 8;
/** A host whose filter spares one port in a hundred shows none of five. */
const ENOUGH_PORTS = 5;
/** One silence can be chance, two are a share. */
const SOME = 2;
/** A loss of one in five spares sixteen tries in a row once in 36 looks. */
const ENOUGH_ANSWERS = 16;
/** What is chance more seldom than once in 35 looks is none. */
const CHANCE = 1 / 35;
/** A try that is given less time than this many round trips proves no silence. */
const ROUND_TRIPS = 3;

/** What other tries state about the same flow, and about the address behind it. */
export const readOtherTries: Reader = (evidence, request) => {
  const here = triesOf(evidence, request);
  const connected = here.filter(cameTo("connected"));
  const silent = here.filter(cameTo("timed-out"));
  const own = joined(shareOf(triesBesideSeries(evidence, request)), sampledTries(evidence, request));
  const elsewhere = otherPorts(otherPortTries(evidence, request), isShared(own) ? own : null);
  const isElsewhereToo = elsewhere.some(({ name, holds }) => name === "other-port-fails-at-times" && holds);
  return [
    ...observe("some-attempt-connects", true, { records: connected }),
    ...observe("some-attempt-connects", false, {
      records: connected.length === 0 && silent.length >= ENOUGH_SILENCES ? silent : [],
    }),
    ...atTimes("tries-fail-at-times", own, isElsewhereToo ? ", on another port too" : ""),
    ...elsewhere,
  ];
};

/** @param lossy The tries of the target's port where they fail at times; `null` otherwise. */
function otherPorts(elsewhere: readonly Try[], lossy: Share | null): readonly Observation[] {
  const connected = elsewhere.filter(cameTo("connected"));
  const refused = elsewhere.filter(cameTo("refused"));
  const mute = elsewhere.filter(cameTo("timed-out", "unreachable"));
  const ports = new Set(mute.map(({ value }) => value.port));
  const isMute = connected.length + refused.length === 0 && ports.size >= ENOUGH_PORTS;
  const shares = groupBy(elsewhere, ({ value }) => String(value.port)).map(shareOf);
  const lossyToo = shares.find(isShared);
  const spared = shares.find((share) => isSpared(share, lossy));
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
    ...(lossyToo === undefined
      ? []
      : atTimes("other-port-fails-at-times", lossyToo, lossy === null ? ", on another port" : null)),
    ...(lossyToo === undefined && spared !== undefined
      ? [
          ...atTimes("other-port-fails-at-times", spared, null),
          ...observe("loss-spares-other-port", true, {
            records: lossy === null ? [] : [...lossy.records, ...spared.records],
          }),
        ]
      : []),
  ];
}

const portSlot = (tries: readonly Try[]): Readonly<Record<string, string>> =>
  tries[0] === undefined ? {} : { otherPort: String(tries[0].value.port) };

/** Tries of one port. */
interface Share extends Tally {
  readonly tries: number;
}

function shareOf(tries: readonly Try[]): Share {
  const answered = tries.filter(cameTo("connected", "refused"));
  const times = answered.filter(isFirstSyn).map(({ took }) => took);
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const silent = tries.filter((one) => cameTo("timed-out")(one) && one.took >= ROUND_TRIPS * median);
  const again = answered.filter((one) => !isFirstSyn(one));
  const failing = [...silent, ...again];
  return {
    answered: answered.length,
    failing: failing.length,
    tries: tries.length,
    records: [...failing, ...answered],
  };
}

const joined = (share: Share, sampled: Tally): Share => ({
  answered: share.answered + sampled.answered,
  failing: share.failing + sampled.failing,
  tries: share.tries + sampled.answered + sampled.failing,
  records: [...share.records, ...sampled.records],
});

const isShared = ({ answered, failing }: Share): boolean => failing >= SOME && answered >= SOME;

/** Every one of so many was answered at its first SYN that a share of loss would have shown; beside a port with losses, that of that port. */
const isSpared = ({ answered, failing, tries }: Share, lossy: Share | null = null): boolean =>
  failing === 0 &&
  answered === tries &&
  answered >= ENOUGH_ANSWERS &&
  (lossy === null || chanceOfSparing(lossy, answered) < CHANCE);

/** How likely all losses fall on the tries of one port by chance, where the path loses packets of both alike. Fisher's exact test, one-sided. */
function chanceOfSparing({ failing, tries }: Share, spared: number): number {
  let chance = 1;
  for (let lost = 0; lost < failing; lost += 1) chance *= (tries - lost) / (tries + spared - lost);
  return chance;
}

/**
 * Whether the tries of one port fail at times.
 *
 * @param where What follows the numbers in the verdict's sentence; `null` where those of another port are in it.
 */
function atTimes(
  name: "tries-fail-at-times" | "other-port-fails-at-times",
  share: Share,
  where: string | null,
): readonly Observation[] {
  const { failing, tries, records } = share;
  if (isShared(share)) {
    const slots = {
      failing: String(failing),
      tries: String(tries),
      ...(where === null
        ? {}
        : { lossSeen: `${failing} of ${tries} tries got no answer to their first SYN${where}` }),
    };
    return observe(name, true, { records, slots });
  }
  return observe(name, false, { records: isSpared(share) ? records : [] });
}

/** Answered at the first SYN, as far as can be told. */
const isFirstSyn = ({ value: { counted, handshake } }: Try): boolean =>
  (handshake ?? 0) < 1000 || (counted?.synRetransmissions ?? 0) === 0;
