import type { CapturedFlow, FlowSide, ResetSeen, TtlSeen } from "../../../evidence/index.ts";

/**
 * The rules by which the origin of a reset is told. A: looks and times beside the other packets of the flow (Weaver, Sommer, Paxson,
 * NDSS 2009, for A1 to A5). C: what decides, the strongest first.
 */
export type ResetRule =
  | "A1"
  | "A2"
  | "A3"
  | "A4"
  | "A5"
  | "A7"
  | "A8"
  | "A9"
  | "C1"
  | "C2"
  | "C3"
  | "C4"
  | "C5"
  | "C8"
  | "C9";

/** What one rule found. */
export interface RuleFinding {
  readonly rule: ResetRule;
  /** Whether it speaks for the claimed end as the sender, or against it. */
  readonly speaks: "for" | "against" | "neither";
  /** `conclusive` decides alone; `strong` no stack does; `fair` can be copied by a forger; `weak` is usual of other machines. */
  readonly weight: "conclusive" | "strong" | "fair" | "weak";
  /** What was compared, with its numbers. */
  readonly says: string;
  /** The frames that were compared; the reset's own first. */
  readonly frames: readonly number[];
}

/** A rule that could not be looked at, and why. */
export interface RuleOpen {
  readonly rule: ResetRule;
  readonly why: string;
}

/** A reset and all that it is compared with. */
export interface ResetContext {
  readonly flow: CapturedFlow;
  readonly reset: ResetSeen;
  /** Times to live of the claimed host's packets in its other flows, seen from the same point of capture. */
  readonly ttlsOfHost: readonly TtlSeen[];
  /** Whether the claimed host's kernel says that it sent it; `null` where nobody listened to it. */
  readonly hostSentIt: boolean | null;
  /** Whether it was seen at a second point of capture, nearer to the claimed end; `null` where there is none. */
  readonly seenNearer: boolean | null;
}

/** What a rule came to: a finding, the reason why it stays open, or nothing to say. */
export type Rule = (context: ResetContext) => RuleFinding | RuleOpen | null;

/** The claimed end of a reset, and the other one. */
export function endsOf({ flow, reset }: Pick<ResetContext, "flow" | "reset">): {
  readonly claimed: FlowSide;
  readonly peer: FlowSide;
} {
  const { fromClient, fromServer } = flow;
  return reset.claims === "client"
    ? { claimed: fromClient, peer: fromServer }
    : { claimed: fromServer, peer: fromClient };
}

/** It answers a SYN: no socket of the claimed end is involved yet. */
export const answersSyn = ({ reset }: Pick<ResetContext, "reset">): boolean =>
  reset.peerSent === "syn" && reset.sequenceIsZero && reset.ackOffset === 0;

/**
 * How it was made. A live socket's has the ACK bit, its next sequence number, its window and its options; without one a stack has but
 * the refused packet to answer. RFC 9293, section 3.10.7.1. `null` where it is neither.
 */
export function formOf(context: ResetContext): "full-socket" | "no-socket" | null {
  const { reset } = context;
  if (answersSyn(context)) return "no-socket";
  const isBare = !reset.hasTimestamps && reset.window === 0;
  if (!reset.hasAck) return isBare && reset.offsetToPeerAck !== null ? "no-socket" : null;
  const keepsOptions = reset.hasTimestamps || !reset.claimedUsesTimestamps;
  return keepsOptions && reset.sequenceOffset === 0 && reset.window > 0 ? "full-socket" : null;
}
