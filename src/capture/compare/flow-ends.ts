import type { Endpoint } from "../../evidence/index.ts";
import { createPacket, packetAddress } from "../../wire/index.ts";
import { type FlowRows, KEY, PORTS } from "./flow-rows.ts";

const packet = createPacket();

/** The end of a flow that sends in a direction. */
export function endOf({ keys }: FlowRows, flow: number, direction: 0 | 1): Endpoint {
  const at = flow * KEY;
  const from = at + direction * 4;
  const ports = keys[at + PORTS] ?? 0;
  packet.source0 = keys[from] ?? 0;
  packet.source1 = keys[from + 1] ?? 0;
  packet.source2 = keys[from + 2] ?? 0;
  packet.source3 = keys[from + 3] ?? 0;
  // An IPv4 address has zeros behind it, at both ends; no pair of IPv6 addresses that talk has.
  packet.version = [1, 2, 3, 5, 6, 7].every((word) => keys[at + word] === 0) ? 4 : 6;
  return { address: packetAddress(packet, "source"), port: direction === 0 ? ports >>> 16 : ports & 0xffff };
}

/** Whether two flows, of two captures, have the same key. */
export function haveSameKey(one: FlowRows, flow: number, other: FlowRows, otherFlow: number): boolean {
  for (let word = 0; word < KEY; word += 1) {
    if (one.keys[flow * KEY + word] !== other.keys[otherFlow * KEY + word]) return false;
  }
  return true;
}
