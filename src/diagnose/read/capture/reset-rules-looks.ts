import { answersSyn, formOf, type Rule } from "./reset-finding.ts";

/** A host sends no more packets than this between two that are seen, of a connection that is at rest. */
const COUNTED_ON = 256;
/** What a counter of identifications steps by from one packet of a connection to the next. */
const STEP = 16;

/** Rule C4: the form that only a live socket gives; rule C5: the form of a stack that knows nothing of the connection. */
export const compareForm: Rule = (context) => {
  const { reset } = context;
  const frames = [reset.mark.frame, ...(reset.claimedFrame === null ? [] : [reset.claimedFrame])];
  const form = formOf(context);
  if (form === "no-socket") {
    const answered = reset.peerFrame === null ? "" : ` to frame ${reset.peerFrame}`;
    const says = `made without a socket, as an answer${answered}: no options, no window, IP-ID ${reset.ipId}`;
    return { rule: "C5", speaks: "neither", weight: "weak", says, frames };
  }
  if (form === null) {
    const hasLost = reset.hasAck && reset.claimedUsesTimestamps && !reset.hasTimestamps;
    const says = hasLost
      ? "without the timestamps of the connection, though it is no answer to a refused packet"
      : "neither as a live socket makes it nor as an answer to a refused packet";
    return { rule: "C4", speaks: "against", weight: "weak", says, frames };
  }
  const continues = counts(context);
  const clock = reset.timestampAdvance;
  // A clock of timestamps does not run backwards. RFC 7323, section 5.4.
  if (clock !== null && clock < 0) {
    const says = `its TSval lies ${-clock} before that of frame ${reset.claimedFrame}`;
    return { rule: "C4", speaks: "against", weight: "strong", says, frames };
  }
  const proof = [
    ...(continues ? [`IP-ID ${reset.ipId} after ${reset.ipIdBefore}`] : []),
    ...(clock === null ? [] : [`TSval ${clock} further`]),
    `window ${reset.window}`,
    "its next sequence number",
  ];
  const says = `made by a live socket: ${proof.join(", ")}`;
  return { rule: "C4", speaks: "for", weight: continues || clock !== null ? "strong" : "weak", says, frames };
};

/** Rule A7: the identification, copied from the packet that it answers, or out of the claimed end's own row. */
export const compareIpId: Rule = (context) => {
  const { reset } = context;
  const rule = "A7";
  if (reset.ipId < 0) return { rule, why: "IPv6 has no identification" };
  // A stack without a socket sends 0 and DF. Linux 4.20, net/ipv4/ip_output.c.
  if (reset.ipId === 0) return null;
  if (reset.ipId === reset.ipIdOfPeer && reset.peerFrame !== null) {
    const says = `IP-ID ${reset.ipId} is that of frame ${reset.peerFrame}, the packet that it answers`;
    return { rule, speaks: "against", weight: "strong", says, frames: [reset.mark.frame, reset.peerFrame] };
  }
  if (reset.ipIdBefore === null || reset.claimedFrame === null) {
    return { rule, why: "no packet of the claimed end before it" };
  }
  const step = reset.ipIdStepBefore;
  if (step === null || step === 0 || step > STEP || counts(context)) return null;
  const says = `IP-ID ${reset.ipId} after ${reset.ipIdBefore} in frame ${reset.claimedFrame}: out of its row`;
  return { rule, speaks: "against", weight: "weak", says, frames: [reset.mark.frame, reset.claimedFrame] };
};

/** Rule A8: the window, copied from the packet that it answers. */
export const compareWindow: Rule = ({ reset }) => {
  const { window, windowOfPeer, windowOfClaimed, peerFrame } = reset;
  if (window === 0 || peerFrame === null || window !== windowOfPeer || window === windowOfClaimed)
    return null;
  const says = `window ${window} is that of frame ${peerFrame}, the packet that it answers`;
  return { rule: "A8", speaks: "against", weight: "weak", says, frames: [reset.mark.frame, peerFrame] };
};

/** Rule A3: it comes before what its sender had sent already, and answers no packet: whoever made it lost a race. */
export const compareSequence: Rule = (context) => {
  const { reset } = context;
  const { sequenceOffset, offsetToPeerAck, claimedFrame } = reset;
  if (answersSyn(context) || sequenceOffset === null || claimedFrame === null) return null;
  const isBehind = sequenceOffset < 0 && offsetToPeerAck !== null && offsetToPeerAck > 0;
  if (!isBehind || reset.claimedSent !== "data" || (reset.sinceClaimed ?? RACE) >= RACE) return null;
  const says = `sequence number ${-sequenceOffset} before the end of frame ${claimedFrame}, and no answer to an acknowledgement`;
  return { rule: "A3", speaks: "against", weight: "strong", says, frames: [reset.mark.frame, claimedFrame] };
};

/** Milliseconds in which an injected packet races with the true one. NDSS 2009, section 3. */
const RACE = 2000;

/** Its identification goes on from the claimed end's packet before. */
function counts({ reset }: Parameters<Rule>[0]): boolean {
  if (reset.ipId <= 0 || reset.ipIdBefore === null || reset.ipIdBefore < 0) return false;
  const step = (reset.ipId - reset.ipIdBefore) & 0xffff;
  return step > 0 && step <= COUNTED_ON;
}
