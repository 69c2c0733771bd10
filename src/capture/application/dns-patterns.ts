import type { FrameMark } from "../../evidence/index.ts";
import type { AddressPair, DnsPatterns, SearchListWalk } from "./captured-dns.ts";
import type { DnsQuestion } from "./dns-questions.ts";
import { between, markOf } from "./mark.ts";

const MOST_LISTED = 100;
const MOST_NAMES = 16;
/** Clients whose last question is remembered. */
const MOST_CLIENTS = 10_000;
/** Two questions of one walk: the next one comes at once when the answer is there; a second is generous. */
const WALK_WITHIN = 1e9;
/** The timeout of the resolver is 5 s, resolv.conf(5); its timer is late by less than a tenth. */
const FIVE_SECONDS = 5e9;
const LATE = 0.1e9;

interface Walk {
  readonly client: string;
  readonly first: FrameMark;
  last: FrameMark;
  readonly names: string[];
  questions: number;
  notFound: number;
}

/** Sees what questions of one client have to do with each other. */
export class DnsPatternReader {
  private readonly lastOf = new Map<string, { question: DnsQuestion; walk: Walk | null }>();
  private readonly walks: Walk[] = [];
  private readonly halfAnswered: AddressPair[] = [];
  private pairs = 0;
  private readonly fiveSeconds: FrameMark[] = [];
  private fiveSecondCount = 0;

  /** A question was asked again: `before` is when it was asked last. */
  askedAgain(before: number, frame: number, now: number): void {
    if (Math.abs(now - before - FIVE_SECONDS) > LATE) return;
    this.fiveSecondCount += 1;
    if (this.fiveSeconds.length < MOST_LISTED) this.fiveSeconds.push(markOf(frame, now));
  }

  /** A new question. */
  asked(question: DnsQuestion): void {
    const client = question.client.address;
    const last = this.lastOf.get(client);
    const walk = last === undefined ? null : this.walkOf(last, question);
    if (last === undefined && this.lastOf.size >= MOST_CLIENTS) return;
    this.lastOf.set(client, { question, walk });
  }

  /** Nothing more is waited for. */
  over(question: DnsQuestion): void {
    const { partner } = question;
    if (partner === null) return;
    this.pairs += 1;
    const [one, other] = [partner, question];
    const [a, aaaa] = one.asked.type === "A" ? [one, other] : [other, one];
    const isHalf = one.sent + other.sent > 2 || (one.answer === null) !== (other.answer === null);
    if (!isHalf || this.halfAnswered.length === MOST_LISTED) return;
    this.halfAnswered.push({
      client: question.client,
      server: question.server,
      name: question.asked.name,
      a: markOf(a.frame, a.at),
      aaaa: markOf(aaaa.frame, aaaa.at),
      aTook: tookOf(a),
      aaaaTook: tookOf(aaaa),
    });
  }

  patterns(): DnsPatterns {
    const searchLists: readonly SearchListWalk[] = this.walks;
    return {
      searchLists,
      halfAnsweredPairs: this.halfAnswered,
      pairs: this.pairs,
      fiveSecondRetries: this.fiveSeconds,
      fiveSecondRetryCount: this.fiveSecondCount,
    };
  }

  /** The walk that a question goes on with, or begins with the question before it. */
  private walkOf(last: { question: DnsQuestion; walk: Walk | null }, question: DnsQuestion): Walk | null {
    const { question: before, walk } = last;
    const since = question.at - (before.answer?.at ?? before.lastSentAt);
    if (since > WALK_WITHIN) return null;
    const isSame = before.asked.lower === question.asked.lower;
    if (isSame) {
      // The other type of a pair.
      if (walk !== null) walk.questions += 1;
      return walk;
    }
    const isNext =
      before.answer?.rcode === "NXDOMAIN" && isOfOneList(before.asked.lower, question.asked.lower);
    if (!isNext) return null;
    const goesOn = walk ?? this.begin(before);
    if (goesOn === null) return null;
    goesOn.last = markOf(question.frame, question.at);
    goesOn.questions += 1;
    goesOn.notFound += 1;
    if (goesOn.names.length < MOST_NAMES) goesOn.names.push(question.asked.name);
    return goesOn;
  }

  private begin(question: DnsQuestion): Walk | null {
    if (this.walks.length === MOST_LISTED) return null;
    const mark = markOf(question.frame, question.at);
    const client = question.client.address;
    const walk = { client, first: mark, last: mark, names: [question.asked.name], questions: 1, notFound: 0 };
    this.walks.push(walk);
    return walk;
  }
}

const tookOf = (question: DnsQuestion): number | null =>
  question.answer === null
    ? null
    : between(markOf(question.frame, question.at), markOf(question.answer.frame, question.answer.at));

/** Whether two names in lower case can be one name with two suffixes of a list: what differs behind their common labels is a part of the other, or they share two labels. */
function isOfOneList(one: string, other: string): boolean {
  const [a, b] = [one.split("."), other.split(".")];
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common += 1;
  if (common === 0) return false;
  const [restA, restB] = [a.slice(common).join("."), b.slice(common).join(".")];
  return (
    common >= 2 ||
    restA === "" ||
    restB === "" ||
    `.${restA}`.endsWith(`.${restB}`) ||
    `.${restB}`.endsWith(`.${restA}`)
  );
}
