import type { TtlSeen } from "../../../evidence/index.ts";
import type { Rule } from "./reset-finding.ts";
import { initialTtl } from "./reset-hops.ts";

/** Packets with one and the same TTL, from which on another TTL is another machine. */
const CONSTANT = 3;
/** A change of the route shifts the TTL by this at the most; no change of route makes more of it. */
const ROUTE_CHANGE = 3;
/** Frames that are named for a comparison. */
const NAMED = 3;

/** Rule C3 (and A6): the time to live against those of the claimed end's other packets, here and in other flows of the same host. */
export const compareTtl: Rule = ({ reset, ttlsOfHost }) => {
  const [rule, frame] = ["C3", reset.mark.frame] as const;
  const own = reset.ttlsOfClaimed;
  const seen = own.some(({ isHandshake }) => !isHandshake) ? own : [...own, ...ttlsOfHost];
  if (seen.length === 0) {
    return {
      rule,
      why: `no other packet of the ${reset.claims}'s host to compare the TTL with`,
    };
  }
  const frames = [frame, ...seen.flatMap((one) => one.frames).slice(0, NAMED)];
  const against = `TTL ${reset.ttl} against ${wordsOf(seen)}`;
  const equals = seen.filter(({ ttl }) => ttl === reset.ttl);
  const flowing = seen.filter(({ isHandshake }) => !isHandshake);
  const usual = flowing.toSorted((a, b) => b.packets - a.packets)[0]?.ttl;
  if (usual === reset.ttl || (equals.length > 0 && usual === undefined)) {
    return { rule, speaks: "for", weight: "fair", says: `${against}: the same`, frames };
  }
  if (equals.length > 0) {
    const says = `${against}: that of the handshake or of a few packets, and not of those that carry the data`;
    // Of another flow it shows a machine that answers SYNs in the host's place; of this one it may be the service's own front.
    return { rule, speaks: own.length === 0 ? "against" : "neither", weight: "weak", says, frames };
  }
  const distance = Math.min(...seen.map(({ ttl }) => Math.abs(ttl - reset.ttl)));
  const isOtherClass = seen.every(({ ttl }) => initialTtl(ttl) !== initialTtl(reset.ttl));
  const packets = seen.reduce((total, one) => total + one.packets, 0);
  const isConstant = new Set(seen.map(({ ttl }) => ttl)).size === 1;
  const isSure =
    flowing.length > 0 && ((isConstant && packets >= CONSTANT) || (isOtherClass && distance > ROUTE_CHANGE));
  return {
    rule,
    speaks: "against",
    weight: isSure ? "strong" : isConstant ? "fair" : "weak",
    says: `${against}: another machine${isSure ? "" : " perhaps"}`,
    frames,
  };
};

function wordsOf(seen: readonly TtlSeen[]): string {
  const ttls = [...new Set(seen.map(({ ttl }) => ttl))];
  const named = ttls.map((ttl) => {
    const frames = seen.filter((one) => one.ttl === ttl).flatMap((one) => one.frames);
    const some = [...new Set(frames)].slice(0, NAMED);
    return `${ttl} in ${some.length === 1 ? "frame" : "frames"} ${some.join(", ")}`;
  });
  return named.join(" and ");
}
