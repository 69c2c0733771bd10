import { answerReset, type ResetSeen } from "../../../evidence/index.ts";
import { answersSyn, endsOf, formOf, type ResetContext, type Rule } from "./reset-finding.ts";

/** Milliseconds within which the order of packets is changed on the way. Wireshark's bound of an out-of-order segment. */
const REORDERED = 3;
/** Two resets of one injector come within this. NDSS 2009, section 3. */
const SAME_INJECTOR = 2000;
/** And their numbers are further apart than this: an end that repeats itself counts on by a SYN or FIN at the most. */
const GUESSED = 2;
/** Both ends are reset at one moment. */
const ONE_MOMENT = 50;
/** Another copy of one packet in the same capture. */
const COPY = 1;
/** A round trip below this is mostly the host's own work, and half of it is no measure. */
const MEASURABLE = 4;

/** Rule A2: the claimed end goes on with data that it had not sent before; it did not reset the connection. */
export const findNewData: Rule = ({ reset, flow }) => {
  const after = reset.newDataAfter;
  if (after === null) {
    const life = answerReset(flow)?.mark.frame === reset.mark.frame ? reset.lastAfter : null;
    if (life === null) return null;
    const says = `the ${reset.claims} still knows the connection in frame ${life.frame}: it had not ended it`;
    return { rule: "A2", speaks: "against", weight: "strong", says, frames: [reset.mark.frame, life.frame] };
  }
  // One that acknowledges has its sender's next number: data beyond that is new whatever the order is.
  if (!reset.hasAck && after.at - reset.mark.at <= REORDERED) {
    return {
      rule: "A2",
      why: `new data follows in frame ${after.frame} so soon that the order may be the way's`,
    };
  }
  const says = `new data of the ${reset.claims} follows in frame ${after.frame}: the ${reset.claims} itself had not ended the connection`;
  return { rule: "A2", speaks: "against", weight: "strong", says, frames: [reset.mark.frame, after.frame] };
};

/** Rules A1 and A4: the second of two resets guesses further ahead than the first. */
export const compareResets: Rule = (context) => {
  const { reset, flow } = context;
  const { claimed } = endsOf(context);
  const pair = flow.resets.filter(
    (other) => other.claims === reset.claims && Math.abs(other.mark.at - reset.mark.at) < SAME_INJECTOR,
  );
  const first = flow.resets[0];
  if (pair.length < 2 || first === undefined) return null;
  if (first.claims !== reset.claims || isBefore(claimed.finAt, first)) return null;
  const frames = [reset.mark.frame, ...pair.filter((one) => one !== reset).map(({ mark }) => mark.frame)];
  const ahead = pair.some(
    (later, index) =>
      index > 0 &&
      (later.sequenceOffset ?? 0) - (pair[index - 1]?.sequenceOffset ?? 0) > GUESSED &&
      (later.sequenceOffset ?? 0) > 0 &&
      (later.offsetToPeerAck ?? 0) > GUESSED,
  );
  if (ahead) {
    const says = `frames ${frames.join(", ")} reset it at numbers further and further ahead of what was sent`;
    return { rule: "A1", speaks: "against", weight: "strong", says, frames };
  }
  const acks = new Set(pair.map(({ ackOffset }) => ackOffset));
  const sameWait = new Set(pair.map(({ peerFrame }) => peerFrame)).size === 1;
  if (sameWait && acks.size > 1 && pair.every(({ hasAck }) => hasAck)) {
    const says = `frames ${frames.join(", ")} acknowledge different numbers, and nothing came between`;
    return { rule: "A4", speaks: "against", weight: "strong", says, frames };
  }
  return null;
};

/** Rule A5: a second answer of another kind, or a reset sent more than once by a live socket. */
export const findSecondAnswer: Rule = (context) => {
  const { reset, flow } = context;
  const synAck = flow.synAcks.find(({ frame }) => frame > reset.mark.frame);
  if (answersSyn(context) && reset.claims === "server" && synAck !== undefined) {
    const says = `the SYN of frame ${reset.peerFrame} is answered by a SYN-ACK too, in frame ${synAck.frame}`;
    return {
      rule: "A5",
      speaks: "against",
      weight: "strong",
      says,
      frames: [reset.mark.frame, synAck.frame],
    };
  }
  const again = flow.resets.find(
    (other) =>
      other !== reset &&
      other.claims === reset.claims &&
      other.peerFrame === reset.peerFrame &&
      other.hasAck &&
      reset.hasAck &&
      !isCopy(reset, other),
  );
  if (again === undefined) return null;
  const says = `sent again in frame ${again.mark.frame} with nothing between, as no live socket does`;
  return {
    rule: "A5",
    speaks: "against",
    weight: "weak",
    says,
    frames: [reset.mark.frame, again.mark.frame],
  };
};

/** Rule A9: it answers a packet sooner than a packet comes to the claimed end and back. */
export const compareRoundTrip: Rule = (context) => {
  const { reset } = context;
  const { leastRoundTrip, sincePeer, peerFrame } = reset;
  const rule = "A9";
  if (sincePeer === null || peerFrame === null || leastRoundTrip === null) {
    return { rule, why: "no round trip to the claimed end was seen before it" };
  }
  if (leastRoundTrip < MEASURABLE)
    return { rule, why: "the round trip to the claimed end is too short to compare" };
  const acknowledges = reset.ackOffset === 0 && (reset.peerSent === "data" || reset.peerSent === "syn");
  if (!acknowledges) return { rule, why: "it does not say which packet it answers" };
  const says = `${sincePeer.toFixed(1)} ms after frame ${peerFrame}, which it acknowledges; a round trip takes ${leastRoundTrip.toFixed(1)} ms`;
  const isEarly = sincePeer < leastRoundTrip / 2;
  const frames = [reset.mark.frame, peerFrame];
  return isEarly
    ? { rule, speaks: "against", weight: "strong", says: `${says}: too soon for it`, frames }
    : { rule, speaks: "neither", weight: "weak", says, frames };
};

/** Rule C8: both ends are reset at one moment. A reset is never answered by a reset. RFC 9293, section 3.10.7.1. */
export const findBothWays: Rule = ({ reset, flow, ttlsOfHost }) => {
  // An end that has closed answers what was on its way to it, and the other end may leave by a reset at the same moment.
  const isAnswer = (one: ResetSeen) =>
    formOf({ flow, reset: one, ttlsOfHost, hostSentIt: null, seenNearer: null }) === "no-socket";
  const wasClosed = isBefore(flow.fromClient.finAt, reset) || isBefore(flow.fromServer.finAt, reset);
  if (wasClosed || isAnswer(reset)) return null;
  const other = flow.resets.find(
    (one) =>
      !isAnswer(one) &&
      one.claims !== reset.claims &&
      Math.abs(one.mark.at - reset.mark.at) < ONE_MOMENT &&
      (one.peerFrame === reset.mark.frame || reset.peerFrame === one.mark.frame),
  );
  if (other === undefined) return null;
  const says = `frame ${other.mark.frame} resets the other end at the same moment`;
  return {
    rule: "C8",
    speaks: "against",
    weight: "strong",
    says,
    frames: [reset.mark.frame, other.mark.frame],
  };
};

/** Rule C9 (and A11): the connection lives on; the receiver did not take it. RFC 5961, section 3. */
export const findLifeAfter: Rule = ({ reset }) => {
  if (reset.goesOn === null) return null;
  const says = `the connection goes on: frame ${reset.goesOn.frame} acknowledges what was sent only after it`;
  return {
    rule: "C9",
    speaks: "neither",
    weight: "weak",
    says,
    frames: [reset.mark.frame, reset.goesOn.frame],
  };
};

/** Rules C1 and C2: what a second point of capture, or the claimed host's own kernel, says. */
export const askOthers: readonly Rule[] = [
  ({ seenNearer, reset }) => {
    if (seenNearer === null)
      return { rule: "C1", why: "one capture alone: a second one nearer to the claimed end decides" };
    const says = seenNearer
      ? `a capture nearer to the ${reset.claims} has it as well`
      : `a capture nearer to the ${reset.claims} has no such packet: it was made between the two`;
    // Seen there, it may still have been made between that point and the end.
    return seenNearer
      ? { rule: "C1", speaks: "for", weight: "fair", says, frames: [reset.mark.frame] }
      : { rule: "C1", speaks: "against", weight: "conclusive", says, frames: [reset.mark.frame] };
  },
  ({ hostSentIt, reset }: ResetContext) => {
    if (hostSentIt === null)
      return { rule: "C2", why: `nobody listened to the kernel of the ${reset.claims}` };
    const says = `the kernel of the ${reset.claims} says that it ${hostSentIt ? "sent it" : "sent none"}`;
    const speaks = hostSentIt ? "for" : "against";
    return { rule: "C2", speaks, weight: "conclusive", says, frames: [reset.mark.frame] };
  },
];

const isBefore = (mark: { readonly frame: number } | null, reset: ResetSeen): boolean =>
  mark !== null && mark.frame < reset.mark.frame;

const isCopy = (one: ResetSeen, other: ResetSeen): boolean =>
  one.ipId === other.ipId &&
  one.sequenceOffset === other.sequenceOffset &&
  one.ackOffset === other.ackOffset &&
  Math.abs(one.ttl - other.ttl) <= 1 &&
  Math.abs(one.mark.at - other.mark.at) < COPY;
