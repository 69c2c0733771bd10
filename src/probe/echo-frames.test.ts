import fc from "fast-check";
import { expect, test } from "vitest";
import { internetChecksum } from "../wire/index.ts";
import { askEcho, echoAnswer } from "./echo-frames.ts";

const asked = {
  to: "02:00:00:00:00:0a",
  from: "02:00:00:00:00:01",
  source: "192.0.2.2",
  destination: "192.0.2.10",
  identifier: 4711,
  sequence: 1,
};

/** What the host that was asked sends back, from a hardware address. */
function replyTo(frame: Uint8Array, from: readonly number[]): Uint8Array {
  const reply = Uint8Array.from(frame);
  reply.set(frame.subarray(6, 12), 0);
  reply.set(from, 6);
  reply.set(frame.subarray(26, 30), 30);
  reply.set(frame.subarray(30, 34), 26);
  reply[34] = 0;
  return reply;
}

test("askEcho() writes a frame for one host of the link, with checksums that are right", () => {
  const frame = askEcho(asked);
  expect([...frame.subarray(0, 6)]).toEqual([2, 0, 0, 0, 0, 0x0a]);
  expect(internetChecksum(frame.subarray(14, 34))).toBe(0);
  expect(internetChecksum(frame.subarray(34))).toBe(0);
});

test("echoAnswer() tells by whom a request was answered, and knows its own requests only", () => {
  const reply = replyTo(askEcho(asked), [2, 0, 0, 0, 0, 0x0b]);
  expect(echoAnswer(reply, asked)).toEqual({ sequence: 1, hardwareAddress: "02:00:00:00:00:0b" });
  expect(echoAnswer(reply, { ...asked, identifier: 4712 })).toBeNull();
  expect(echoAnswer(reply, { ...asked, destination: "192.0.2.11" })).toBeNull();
  expect(echoAnswer(askEcho(asked), asked)).toBeNull();
});

test("echoAnswer() takes no frame that is cut short, and none at random", () => {
  const reply = replyTo(askEcho(asked), [2, 0, 0, 0, 0, 0x0b]);
  for (let length = 0; length < 42; length += 1)
    expect(echoAnswer(reply.subarray(0, length), asked)).toBeNull();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (octets) => echoAnswer(octets, asked) === null));
});
