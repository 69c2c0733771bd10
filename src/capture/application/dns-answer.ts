import { answerData, decodeDnsMessage, negativeTtl } from "../../wire/index.ts";
import type { CapturedDns } from "./captured-dns.ts";
import { type DnsHeard, heldOf } from "./dns-heard.ts";
import type { DnsQuestion } from "./dns-questions.ts";
import { markOf } from "./mark.ts";

const MOST_RECORDS = 16;

/** What an answer says. */
export function answerOf(
  answer: DnsQuestion["answer"],
  asked: { readonly name: string; readonly type: string } | null,
): Pick<
  CapturedDns,
  | "answer"
  | "rcode"
  | "authoritative"
  | "truncated"
  | "recursionAvailable"
  | "authenticated"
  | "extendedErrors"
  | "answers"
  | "authorities"
  | "addresses"
  | "negativeTtl"
  | "octets"
> {
  const held = answer?.message ?? undefined;
  const message =
    typeof held === "string" ? (decodeDnsMessage(Buffer.from(held, "latin1")) ?? undefined) : held;
  return {
    answer: answer === null ? null : markOf(answer.frame, answer.at),
    rcode: message?.rcode ?? null,
    authoritative: message?.authoritative ?? false,
    truncated: message?.truncated ?? false,
    recursionAvailable: message?.recursionAvailable ?? false,
    authenticated: message?.authenticated ?? false,
    extendedErrors: message?.extendedErrors ?? [],
    answers: message?.answers.slice(0, MOST_RECORDS) ?? [],
    authorities: message?.authorities.slice(0, MOST_RECORDS) ?? [],
    addresses:
      message === undefined || asked === null
        ? []
        : answerData(asked, message.answers).slice(0, MOST_RECORDS),
    negativeTtl: message === undefined ? null : negativeTtl(message.authorities),
    octets: answer?.octets ?? 0,
  };
}

/** An answer as it is held while its question is open. */
export const cameWith = (
  heard: DnsHeard,
  { octets, frame, now }: { readonly octets: Uint8Array; readonly frame: number; readonly now: number },
): NonNullable<DnsQuestion["answer"]> => ({
  message: heldOf(heard, octets),
  isDamaged: heard.isDamaged,
  rcode: heard.rcode,
  frame,
  at: now,
  octets: octets.length,
});
