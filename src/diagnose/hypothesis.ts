import { hostPort } from "../base/index.ts";
import { type Cause, predict } from "./cause.ts";
import { isAbnormal, type Observation } from "./observation.ts";
import type { ReferenceRequest } from "./request.ts";
import { vocabulary } from "./vocabulary/index.ts";

/** A cause at a place, and how it stands before the observations. */
export interface Hypothesis {
  readonly cause: Cause;
  /** A vantage, or `host:port` where the place is not one of them. */
  readonly at: string;
  /** How many hosts the packets pass before it; `null` where the place is none that was looked from. */
  readonly position: number | null;
  /** The observations about the flow, the path, and this place: the only ones that touch it. */
  readonly inScope: readonly Observation[];
  /** One of the cause's proofs is stated in full. */
  readonly proven: boolean;
  /** What states the opposite of a prediction. Not empty: eliminated. Always empty when proven. */
  readonly contradictedBy: readonly Observation[];
  /** How many observations suggest the opposite of a prediction. 0 when proven. */
  readonly doubts: number;
  /** How many `must` nobody has observed. 0 when proven: a proof wants for nothing. */
  readonly unmet: number;
}

/** Every cause at each place where it can sit. */
export function hypothesesOf(
  causes: readonly Cause[],
  request: ReferenceRequest,
  observations: readonly Observation[],
): readonly Hypothesis[] {
  return causes.flatMap((cause) =>
    whereItIsSeen(
      vantagesOf(cause, request, observations).map((vantage) => {
        const inScope = observations.filter(({ at }) => at === null || at === vantage);
        const at = vantage ?? placeOf(cause, request, inScope);
        const index = vantage === null ? -1 : request.way.indexOf(vantage);
        return { ...weigh(cause, at, inScope), position: index < 0 ? null : index };
      }),
    ),
  );
}

/**
 * What is proven of the flow as a whole is proven wherever the cause is weighed. Where one host's own state proves it, that is its
 * place, and the others are left out.
 */
function whereItIsSeen(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  const isOwn = ({ cause, at, proven, inScope }: Hypothesis) =>
    proven &&
    inScope.some(
      (seen) =>
        seen.at === at &&
        seen.holds &&
        seen.strength === "states" &&
        seen.name !== "lies-on-way" &&
        cause.proves.some((proof) => proof[seen.name] === true),
    );
  const own = hypotheses.filter(isOwn);
  return own.length === 0 ? hypotheses : hypotheses.filter((one) => own.includes(one) || !one.proven);
}

/** The vantages at which a cause is weighed; `null` for a place that no vantage sees. */
function vantagesOf(
  cause: Cause,
  request: ReferenceRequest,
  observations: readonly Observation[],
): readonly (string | null)[] {
  const { client, server, way } = request;
  switch (cause.at) {
    case "client":
      return [client];
    case "server":
      return [server];
    case "end":
      return server === client ? [client] : [client, server];
    case "resolver":
      return [null];
    case "path":
      return [null, ...touchedOn(cause, way, observations)];
    case "host":
      return [
        client,
        ...touchedOn(cause, hostsOf(observations), observations).filter((host) => host !== client),
      ];
    case "hop":
      return [client, ...touchedOn(cause, way, observations).filter((host) => host !== client)];
  }
}

/** The vantages that something was seen at. */
const hostsOf = (observations: readonly Observation[]): readonly string[] => [
  ...new Set(observations.flatMap(({ at }) => (at === null ? [] : [at]))),
];

/** The vantages on the way of which something was seen that touches a cause: else one is as good as any other place there. */
function touchedOn(
  cause: Cause,
  way: readonly string[],
  observations: readonly Observation[],
): readonly string[] {
  const touches = ({ name }: Observation) =>
    name !== "lies-on-way" &&
    (predict(cause, name) !== null ||
      cause.explains.includes(name) ||
      cause.proves.some((proof) => name in proof));
  return way.filter((host) => observations.some((seen) => seen.at === host && touches(seen)));
}

/** Where the verdict says that it is broken, when that is none of the vantages: the host and port that stand for the far side. */
function placeOf(cause: Cause, request: ReferenceRequest, inScope: readonly Observation[]): string {
  const { host, port } = request.asked;
  const resolver = inScope.find(({ slots }) => slots["resolver"] !== undefined)?.slots["resolver"];
  if (cause.at === "resolver") return resolver ?? request.client;
  // A capture shows either end: what proves the cause says which one it is.
  const seen = inScope.find(
    ({ name, slots }) => slots["place"] !== undefined && cause.proves.some((proof) => name in proof),
  );
  return seen?.slots["place"] ?? hostPort(host, port);
}

function weigh(cause: Cause, at: string, inScope: readonly Observation[]): Omit<Hypothesis, "position"> {
  const proven = cause.proves.some((proof) => isStated(proof, inScope));
  const against = inScope.filter(({ name, holds }) => predict(cause, name) === !holds);
  const stated = against.filter(({ strength }) => strength === "states");
  const observed = (name: string) => inScope.some((seen) => seen.name === name && seen.holds);
  return {
    cause,
    at,
    inScope,
    proven,
    // A proof is a direct sight of the fault, a contradiction an inference from its absence: the proof stands.
    // Otherwise taking the contradiction away would make a cause certain that was not so before.
    contradictedBy: proven ? [] : stated,
    doubts: proven ? 0 : against.length - stated.length,
    unmet: proven ? 0 : cause.must.filter((name) => !observed(name)).length,
  };
}

/** Whether this hypothesis accounts for an abnormal observation. */
export function explains({ cause, inScope }: Hypothesis, observation: Observation): boolean {
  if (!inScope.includes(observation)) return false;
  const shownAt = isAbnormal(observation) ? vocabulary[observation.name].abnormal?.boundary : undefined;
  const isBeyond = shownAt !== undefined && cause.explainsAt?.includes(shownAt) === true;
  return isBeyond || cause.explains.includes(observation.name);
}

/**
 * The observations that speak for it: what proves it, at its own place first; then what it explains; then what it predicted
 * rightly, of what must be so before what may. That the host lies on the way is the least telling part of a proof.
 */
export function speakingFor(hypothesis: Hypothesis): readonly Observation[] {
  const { cause, inScope, at } = hypothesis;
  const stated = cause.proves.filter((proof) => isStated(proof, inScope));
  const placeOf = (seen: Observation): number => {
    const proves = stated.some((proof) => proof[seen.name] === seen.holds) && seen.strength === "states";
    if (proves && seen.name !== "lies-on-way") return seen.at === at ? 0 : 1;
    if (isAbnormal(seen) && explains(hypothesis, seen)) return 2;
    return cause.must.includes(seen.name) ? 3 : 4;
  };
  return inScope
    .filter(
      (observation) =>
        predict(cause, observation.name) === observation.holds ||
        cause.proves.some((proof) => proof[observation.name] === observation.holds) ||
        (isAbnormal(observation) && explains(hypothesis, observation)),
    )
    .toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Whether each line of a proof is stated. */
const isStated = (proof: Cause["proves"][number], inScope: readonly Observation[]): boolean =>
  Object.entries(proof).every(([name, holds]) =>
    inScope.some((seen) => seen.name === name && seen.holds === holds && seen.strength === "states"),
  );

/** Ids of the records behind a number of observations, each once. */
export const citesOf = (observations: readonly Observation[]): readonly string[] => [
  ...new Set(observations.flatMap(({ cites }) => cites)),
];
