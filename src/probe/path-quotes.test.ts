import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeMark } from "../wire/index.ts";
import { readEchoAnswer } from "./path-icmp.ts";
import { readQuote, type SentHeader } from "./path-quotes.ts";
import { readSynAnswer } from "./path-syn.ts";
import { readUdpAnswer } from "./path-udp.ts";

const sent: SentHeader = {
  protocol: "udp",
  source: "2001:db8::1",
  address: "2001:db8::9",
  port: 33_434,
  ownPorts: [40_000],
  nonce: 7,
};

/** An ICMPv6 time exceeded that quotes one of our datagrams. */
function exceeded({ source = 1, ttl = 1, sourcePort = 40_000 } = {}): Uint8Array {
  const packet = new Uint8Array(8 + 40 + 8 + 8);
  const view = new DataView(packet.buffer);
  packet.set([3, 0]);
  packet.set([0x60, 0, 0, 0, 0, 16, 17, ttl], 8);
  packet.set([0x20, 0x01, 0x0d, 0xb8], 16);
  packet[31] = source;
  packet.set([0x20, 0x01, 0x0d, 0xb8], 32);
  packet[47] = 9;
  view.setUint16(48, sourcePort);
  view.setUint16(50, 33_434);
  packet.set(encodeMark(7, 3), 56);
  return packet;
}

const message = (data: Uint8Array) => ({
  data,
  from: { address: "2001:db8:1::1", port: 0 },
  receivedAt: 5,
  ttl: 60,
  error: null,
});

test("readQuote() names the probe, and finds nothing rewritten where nothing is", () => {
  expect(readQuote(message(exceeded()), sent)).toMatchObject({
    id: 3,
    flow: 0,
    said: "ttl-exceeded",
    address: "2001:db8:1::1",
    quote: { rewritten: [], ttl: 1 },
  });
});

test("readQuote() knows its packet by its mark where address and port were translated", () => {
  const answer = readQuote(message(exceeded({ source: 0x77, sourcePort: 1_025, ttl: 3 })), sent);
  expect(answer).toMatchObject({ id: 3, quote: { rewritten: ["source", "source-port"], ttl: 3 } });
});

test("readQuote() passes over what quotes packets of others", () => {
  expect(readQuote(message(exceeded({ sourcePort: 1_025 })), { ...sent, nonce: 8 })).toBeNull();
});

test("octets of strangers are no answers, and stop nothing", () => {
  const asked = { identifier: 1, isRaw: true, flow: 0, address: "192.0.2.9" };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (octets) => {
      const heard = { ...message(octets), from: { address: "192.0.2.1", port: 0 } };
      readQuote(heard, { ...sent, address: "192.0.2.9" });
      readQuote(heard, sent);
      expect(readUdpAnswer(heard, { flow: 0, nonce: 7, address: "192.0.2.9" })?.said).toBe("answered");
      readEchoAnswer(heard, asked);
      readSynAnswer(heard, { address: "192.0.2.9", port: 80, mark: 65_536, ports: [1] });
    }),
  );
});
