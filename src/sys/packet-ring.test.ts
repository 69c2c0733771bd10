import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { KernelError, keepWhere, openPacketRing } from "./index.ts";

/** Whether this process may open a packet socket. */
function mayOpen(): boolean {
  try {
    openPacketRing({ interface: "lo", blocks: 1, blockOctets: 65_536, onPacket() {} }).close();
    return true;
  } catch (error) {
    if (error instanceof KernelError) return false;
    throw error;
  }
}

const ETHERTYPE_IPV4 = 0x0800;
const UDP = 17;
/** Destination port behind an Ethernet and an IPv4 header without options. */
const toPort = (port: number) => [
  { at: 12, octets: 2, is: ETHERTYPE_IPV4 } as const,
  { at: 23, octets: 1, is: UDP } as const,
  { at: 36, octets: 2, is: port } as const,
];

describe.runIf(mayOpen())("with CAP_NET_RAW", () => {
  test("a ring has the packets that its filter keeps, cut to its length, and no others", async () => {
    const receiver = createSocket("udp4").bind(0, "127.0.0.1");
    await once(receiver, "listening");
    const other = createSocket("udp4").bind(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = receiver.address();
    const lengths: number[] = [];
    const seen = Promise.withResolvers<void>();
    const ring = openPacketRing({
      interface: "lo",
      filter: keepWhere([toPort(port)], 64),
      blocks: 2,
      blockOctets: 65_536,
      handOverAfter: 1,
      onPacket({ octets, wireOctets, isOutgoing }) {
        if (isOutgoing) return;
        lengths.push(octets.length, wireOctets);
        if (lengths.length === 6) seen.resolve();
      },
    });
    try {
      for (let count = 0; count < 3; count += 1) {
        other.send(Buffer.alloc(200), other.address().port, "127.0.0.1");
        other.send(Buffer.alloc(200), port, "127.0.0.1");
      }
      await seen.promise;
      expect(lengths).toEqual([64, 242, 64, 242, 64, 242]);
      expect(ring.counts().dropped).toBe(0);
      expect(ring.hardwareAddress).toBe("00:00:00:00:00:00");
    } finally {
      ring.close();
      receiver.close();
      other.close();
    }
  });

  test("an interface that is not there is refused", () => {
    expect(() => openPacketRing({ interface: "none0", onPacket() {} })).toThrow(KernelError);
  });

  test("20 rings leave no descriptor and no memory mapped", () => {
    const mapped = () => readFileSync("/proc/self/maps", "latin1").split("socket:").length;
    const before = [readdirSync("/proc/self/fd").length, mapped()];
    for (let round = 0; round < 20; round += 1)
      openPacketRing({ interface: "lo", blocks: 2, blockOctets: 65_536, onPacket() {} }).close();
    expect([readdirSync("/proc/self/fd").length, mapped()]).toEqual(before);
  });
});
