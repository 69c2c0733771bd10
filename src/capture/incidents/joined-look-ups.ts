import type { Ms } from "../../base/index.ts";
import { bare } from "./bare-name.ts";
import type { SeenFlow } from "./endpoint.ts";
import type { Group } from "./groups.ts";
import { hasAddresses, type LookUp, type NameAsked } from "./look-ups.ts";

/** A client connects as soon as it knows the address; after a second it may be another request that finds the answer in a cache. */
const FOLLOWS: Ms = 1_000;
/** Who waits for the second answer of a pair connects at once when it comes. RFC 8305, section 3, has clients that do not wait begin sooner. */
const AT_ONCE: Ms = 250;
/** docs/contract.md, "Status". */
const SLOW: Ms = 1_000;
/** Look-ups of one client that lead to one address, the last ones before a connection, that are looked at. */
const MOST_TRIED = 16;

/** The look-up that a connection waited for; `null` where the capture shows none. */
export type LookUpBefore = (stream: number) => LookUp | null;

/** One answer: who has it, which address, for which name. */
interface Known {
  readonly name: string;
  readonly lookUp: LookUp;
  readonly at: Ms;
}

/**
 * For each connection the look-up of the same client whose answer it went to: the last one before its SYN that gave this address, for the
 * name that the connection was made for where that is seen. Where it is not, and answers for two names lead there, nobody knows. Of several
 * connections to one server the first one waited.
 */
export function joinLookUps(names: readonly NameAsked[], groups: readonly Group[]): LookUpBefore {
  const known = knownAnswers(names);
  const joined = new Map<number, LookUp>();
  if (known.size === 0) return () => null;
  for (const { name, flows } of groups) {
    const taken = new Set<LookUp>();
    const begun = flows.filter(
      ({ seen: { flow } }) =>
        flow.syns.length > 0 && known.has(keyOf(flow.client.address, flow.server.address)),
    );
    for (const { seen } of begun.toSorted((a, b) => startOf(a.seen) - startOf(b.seen))) {
      const { client, server, stream } = seen.flow;
      const answers = known.get(keyOf(client.address, server.address));
      if (answers === undefined) continue;
      const lookUp = waitedFor(lastBefore(answers, startOf(seen)), name, startOf(seen));
      if (lookUp === null || taken.has(lookUp)) continue;
      taken.add(lookUp);
      joined.set(stream, lookUp);
    }
  }
  return (stream) => joined.get(stream) ?? null;
}

/** The only name that the look-ups of a group's connections were for; `null` where there is none, or several. */
export function nameLookedUp({ flows }: Group, lookUpBefore: LookUpBefore): string | null {
  const found = flows.flatMap(({ seen }) => {
    const lookUp = lookUpBefore(seen.flow.stream);
    return lookUp === null ? [] : [bare(lookUp.exchanges[0]?.name ?? "")];
  });
  const [only, ...others] = new Set(found);
  return others.length === 0 && found.length === flows.length ? (only ?? null) : null;
}

const keyOf = (client: string, address: string): string => `${client} ${address}`;

const startOf = ({ flow }: SeenFlow): Ms => flow.syns[0]?.at ?? flow.first.at;

/** Answers by client and address, in the order of time. */
function knownAnswers(names: readonly NameAsked[]): ReadonlyMap<string, readonly Known[]> {
  const known = new Map<string, Known[]>();
  for (const { name, lookUps } of names)
    for (const lookUp of lookUps.filter(({ isProper }) => isProper)) {
      const client = lookUp.questions[0]?.client.address ?? "";
      const answered = lookUp.questions.filter(hasAddresses);
      for (const address of new Set(answered.flatMap(({ addresses }) => addresses))) {
        const ofAddress = answered.filter(({ addresses }) => addresses.includes(address));
        const at = Math.min(...ofAddress.map(({ answer }) => answer?.at ?? Number.POSITIVE_INFINITY));
        const key = keyOf(client, address);
        const list = known.get(key);
        if (list === undefined) known.set(key, [{ name, lookUp, at }]);
        else list.push({ name, lookUp, at });
      }
    }
  for (const list of known.values()) list.sort((a, b) => a.at - b.at);
  return known;
}

/** The last answers that came before a time. */
function lastBefore(answers: readonly Known[], at: Ms): readonly Known[] {
  let [low, high] = [0, answers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((answers[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return answers.slice(Math.max(0, low - MOST_TRIED), low);
}

function waitedFor(answers: readonly Known[], name: string | null, at: Ms): LookUp | null {
  const fitting = name === null ? answers : answers.filter((one) => isFor(one.name, name));
  const whole = fitting.find(({ lookUp }) => waitedForBoth(lookUp, at) !== null);
  const near = fitting.filter((one) => at - one.at <= FOLLOWS);
  const found = [...near, ...(whole === undefined ? [] : [whole])];
  if (new Set(found.map((one) => one.name)).size > 1) return null;
  if (whole !== undefined) return waitedForBoth(whole.lookUp, at);
  return near.at(-1)?.lookUp ?? null;
}

/** The name itself, or made of it along a search list. resolv.conf(5). */
const isFor = (asked: string, name: string): boolean =>
  asked === bare(name) || asked.startsWith(`${bare(name)}.`);

/** Questions of a pair, each asked twice. */
const MOST_EXCHANGES = 4;

/** The look-up with both answers, where the second one came late and the connection began at once behind it; else `null`. getaddrinfo(3). */
function waitedForBoth(lookUp: LookUp, at: Ms): LookUp | null {
  const came = lookUp.questions.filter(({ answer }) => answer !== null && answer.at <= at);
  const last = Math.max(...came.map(({ answer }) => answer?.at ?? 0));
  const isLate = last - lookUp.until > AT_ONCE && last - lookUp.from > SLOW;
  if (!isLate || at - last > AT_ONCE) return null;
  const exchanges = [...new Set([...lookUp.exchanges, ...came])].slice(0, MOST_EXCHANGES);
  return { ...lookUp, exchanges, until: last };
}
