import type { CapturedFlow, Side, TtlSeen } from "./captured-flow.ts";

/** Times to live that are kept of one host: enough to see how far it is. */
export const MOST_TTLS = 16;

/** Times to live of the packets that one end of a connection sent, those of its handshake first. */
export function ttlsOfEnd(flow: CapturedFlow, end: Side): readonly TtlSeen[] {
  const { synTtl, ttls, packets, firstData } = end === "server" ? flow.fromServer : flow.fromClient;
  const [mark] = end === "server" ? flow.synAcks : flow.syns;
  const ofSyn =
    synTtl === null || mark === undefined
      ? []
      : [{ ttl: synTtl, packets: 1, isHandshake: true, frames: [mark.frame] }];
  // The most frequent first: others may come of a change of route.
  const [ttl] = ttls;
  if (ttl === undefined) return ofSyn;
  const frames = firstData === null ? [] : [firstData.frame];
  return [...ofSyn, { ttl, packets: Math.max(1, packets - ofSyn.length), isHandshake: false, frames }];
}

/** Times to live of each server's address, from all connections to it. */
export function ttlsOfServers(flows: readonly CapturedFlow[]): ReadonlyMap<string, readonly TtlSeen[]> {
  const byAddress = new Map<string, TtlSeen[]>();
  for (const flow of flows) {
    const { address } = flow.server;
    const kept = byAddress.get(address) ?? [];
    if (kept.length === 0) byAddress.set(address, kept);
    if (kept.length < MOST_TTLS) kept.push(...ttlsOfEnd(flow, "server"));
  }
  return byAddress;
}
