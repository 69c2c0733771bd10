import type { Endpoint } from "../../evidence/index.ts";
import { type DnsAsked, isSameAsked } from "./dns-asked.ts";
import type { DnsQuestion } from "./dns-questions.ts";
import { hashOfText, mixed } from "./hash.ts";

/** Questions whose like may be asked again are remembered for 30 s, at most so many. */
const REMEMBERED_FOR = 30e9;
const MOST_REMEMBERED = 20_000;

/** A truncated answer, and what it answers. */
interface Truncated {
  readonly question: DnsQuestion;
  readonly frame: number;
  readonly at: number;
}

/** Remembers questions by client, name and type: the last one without an answer, and the last one whose answer was truncated. */
export class DnsAlike {
  /** By short numbers. Of two that have the same one the later is remembered. */
  private readonly unanswered = new Map<number, DnsQuestion>();
  private readonly truncated = new Map<number, Truncated>();

  /** The same question of the same client, which has no answer yet. */
  unansweredOne(client: Endpoint, asked: DnsAsked, now: number): DnsQuestion | null {
    const one = this.unanswered.get(kindOf(client, asked));
    if (one === undefined || one.answer !== null || !isAlike(one, client, asked)) return null;
    return now - one.at < REMEMBERED_FOR ? one : null;
  }

  /** The frame of the truncated answer to the same question of the same client. */
  truncatedBefore(client: Endpoint, asked: DnsAsked, now: number): number | null {
    const one = this.truncated.get(kindOf(client, asked));
    if (one === undefined || !isAlike(one.question, client, asked)) return null;
    return now - one.at < REMEMBERED_FOR ? one.frame : null;
  }

  asks(question: DnsQuestion): void {
    remember(this.unanswered, kindOf(question.client, question.asked), question);
  }

  isAnswered(question: DnsQuestion): void {
    const kind = kindOf(question.client, question.asked);
    if (this.unanswered.get(kind) === question) this.unanswered.delete(kind);
  }

  isTruncated(question: DnsQuestion, frame: number, at: number): void {
    remember(this.truncated, kindOf(question.client, question.asked), { question, frame, at });
  }
}

const kindOf = ({ address }: Endpoint, { hash }: DnsAsked): number => mixed(hashOfText(address), hash);

const isAlike = (question: DnsQuestion, { address }: Endpoint, asked: DnsAsked): boolean =>
  question.client.address === address && isSameAsked(question.asked, asked);

function remember<T>(map: Map<number, T>, key: number, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MOST_REMEMBERED) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
