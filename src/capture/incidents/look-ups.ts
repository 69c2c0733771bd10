import { groupBy, type Ms } from "../../base/index.ts";
import type { CapturedDns, SearchListWalk } from "../application/index.ts";
import { bare } from "./bare-name.ts";
import type { CaptureFacts } from "./incident.ts";
import { type SearchWalk, slowWalkTo } from "./search-walks.ts";

/** A look-up begins anew when the one before has its answer, or was given up: resolvers of hosts are asked for up to 30 s. resolv.conf(5). */
const GIVEN_UP: Ms = 30_000;
/** A resolver library that asks for A and AAAA one after the other waits so long for each at most. resolv.conf(5), `timeout`. */
const PAIRED: Ms = 5_000;
/** docs/contract.md, "Status": what is answered within a second is not slow, whatever stayed unanswered beside it. */
const SLOW: Ms = 1_000;
/** Questions of one look-up. */
const MOST_QUESTIONS = 4;
/** Names that are looked at. */
const MOST_NAMES = 1_000;

/** One time that a client asked for a name, with all that it sent for it. */
export interface LookUp {
  /** All questions, in the order asked. */
  readonly questions: readonly CapturedDns[];
  /** Those that tell how it went, at most four. */
  readonly exchanges: readonly CapturedDns[];
  readonly isProper: boolean;
  readonly from: Ms;
  readonly until: Ms;
  /** What the search list made of it first, where that took long. */
  readonly walk: SearchWalk | null;
}

/** What was asked for one name, by all clients. */
export interface NameAsked {
  /** In lower case, without its last dot. */
  readonly name: string;
  readonly questions: readonly CapturedDns[];
  readonly lookUps: readonly LookUp[];
}

/** The names whose addresses were asked for, at most 1,000, each with its look-ups. */
export function namesAsked(applications: CaptureFacts["applications"]): readonly NameAsked[] {
  const asked = (applications?.dns.kept ?? []).filter(isQuestion);
  const walks = applications?.dnsPatterns.searchLists ?? [];
  return groupBy(asked, ({ name }) => bare(name))
    .slice(0, MOST_NAMES)
    .map((questions) => ({
      name: bare(questions[0].name),
      questions,
      lookUps: groupBy(questions, ({ client }) => client.address)
        .flatMap(lookUpsOf)
        .map((one) => withWalk(one, walks, asked)),
    }));
}

/** Whether a look-up failed, or kept its client waiting. */
export const isTelling = ({ isProper, from, until, walk }: LookUp): boolean =>
  !isProper || until - (walk?.from ?? from) > SLOW;

/** A question of a host for addresses: an authority's own and what everybody on the link hears are other matters. */
export const isQuestion = (one: CapturedDns): boolean =>
  (one.type === "A" || one.type === "AAAA") &&
  one.recursionDesired &&
  !one.isMulticast &&
  one.query !== null &&
  one.outcome !== "unasked" &&
  one.outcome !== "cut";

/** An answer with at least one address. */
export const hasAddresses = ({ outcome, rcode, addresses }: CapturedDns): boolean =>
  outcome === "answered" && rcode === "NOERROR" && addresses.length > 0;

/** The questions of one client for one name, by the times that it asked. */
function lookUpsOf(questions: readonly CapturedDns[]): readonly LookUp[] {
  const groups: CapturedDns[][] = [];
  let doneAt: Ms | null = null;
  for (const one of questions.toSorted((a, b) => queryAt(a) - queryAt(b))) {
    const at = queryAt(one);
    const group = groups.at(-1);
    const before = group?.at(-1);
    // The second question of a pair may be sent when the first one has its answer: it is no look-up of its own.
    const isOfPair =
      group?.every(({ type, outcome }) => type !== one.type || outcome !== "answered") ?? false;
    const isAnew = doneAt !== null && at > doneAt && !(isOfPair && at - doneAt <= PAIRED);
    const isNew = before === undefined || at - queryAt(before) > GIVEN_UP || isAnew;
    if (isNew || group === undefined) {
      groups.push([one]);
      doneAt = null;
    } else group.push(one);
    if (hasAddresses(one)) doneAt = Math.max(doneAt ?? 0, one.answer?.at ?? at);
  }
  return groups.map(lookUpOf);
}

/** When the question was asked. */
export const queryAt = ({ query }: CapturedDns): Ms => query?.at ?? 0;

function withWalk(lookUp: LookUp, walks: readonly SearchListWalk[], asked: readonly CapturedDns[]): LookUp {
  const [first] = lookUp.exchanges;
  if (first === undefined || !lookUp.isProper || walks.length === 0) return lookUp;
  const { name, client } = first;
  return { ...lookUp, walk: slowWalkTo({ ...lookUp, name, client: client.address }, walks, asked) };
}

/** A question without an answer was waited for until the client asked the same again. */
function givenUp(one: CapturedDns, group: readonly CapturedDns[]): CapturedDns {
  if (one.outcome !== "unanswered" && one.outcome !== "waiting") return one;
  const again = group.find((other) => other.type === one.type && queryAt(other) > queryAt(one));
  return again === undefined ? one : { ...one, outcome: "unanswered", took: queryAt(again) - queryAt(one) };
}

/** Of one look-up what tells how it went: nothing, while it is still under way at the end of the capture. */
function lookUpOf(questions: readonly CapturedDns[]): LookUp {
  const group = questions.map((one) => givenUp(one, questions));
  const from = Math.min(...group.map(queryAt));
  const proper = group.filter(hasAddresses);
  const answeredAt = Math.min(...proper.map(({ answer }) => answer?.at ?? Number.POSITIVE_INFINITY));
  if (proper.length > 0) {
    const isQuick = answeredAt - from <= SLOW;
    const type = proper[0]?.type;
    const telling = group.filter(
      (one) =>
        (one.type === type || (!isQuick && one.outcome === "unanswered")) &&
        (isQuick
          ? hasAddresses(one) && (one.took ?? 0) <= SLOW
          : queryAt(one) <= answeredAt && one.outcome !== "waiting"),
    );
    const exchanges = mostOf(telling);
    return { questions: group, exchanges, isProper: true, from, until: answeredAt, walk: null };
  }
  const isOpen = group.some(({ outcome }) => outcome === "waiting");
  const type = group.some((one) => one.type === "A") ? "A" : "AAAA";
  const telling = isOpen ? [] : group.filter((one) => one.type === type);
  const until = Math.max(...group.map((one) => one.answer?.at ?? queryAt(one)));
  return {
    questions: group,
    exchanges: telling.slice(-MOST_QUESTIONS),
    isProper: false,
    from,
    until,
    walk: null,
  };
}

/** The first questions, and the one that was answered in the end. */
const mostOf = (questions: readonly CapturedDns[]): readonly CapturedDns[] =>
  questions.length <= MOST_QUESTIONS
    ? questions
    : [...questions.slice(0, MOST_QUESTIONS - 1), ...questions.filter(hasAddresses).slice(0, 1)];
