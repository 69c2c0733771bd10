import fc from "fast-check";
import { expect, test } from "vitest";
import { lostEvents, parseEventLine, wordAfter } from "./event-line.ts";

const drop =
  "          <idle>-0       [003] b.s2. 15907.218247: kfree_skb: skbaddr=00000000d1a2b3c4 rx_sk=0000000000000000 protocol=2048 location=tcp_v4_rcv+0x91/0x13f0 reason: NO_SOCKET";

test("parseEventLine() reads thread, CPU, time, name and payload", () => {
  expect(parseEventLine(drop)).toEqual({
    thread: 0,
    isOwnDoing: false,
    cpu: 3,
    at: 15_907_218.247,
    event: "kfree_skb",
    payload: drop.slice(drop.indexOf("skbaddr=")),
  });
});

test("parseEventLine() tells what a thread did itself from what interrupted it", () => {
  const line = " node-MainThread-4242    [000] ...1. 12.000001: tracing_mark_write: faultline";
  expect(parseEventLine(line)).toMatchObject({ thread: 4242, isOwnDoing: true });
  expect(parseEventLine(line.replace("...1.", "..s1."))).toMatchObject({ isOwnDoing: false });
});

test("parseEventLine() is not misled by the name of a process", () => {
  const line = "  -9 [001] x: y:-7       [001] ..... 1.000002: icmp_send: type=3";
  expect(parseEventLine(line)).toMatchObject({ thread: 7, event: "icmp_send", at: 1_000.002 });
});

test("lostEvents() counts what the kernel had no room for", () => {
  expect(lostEvents("CPU:1 [LOST 812 EVENTS]")).toBe(812);
  expect(lostEvents("CPU:0 [LOST EVENTS]")).toBe(1);
  expect(lostEvents(drop)).toBe(0);
});

test("wordAfter() takes whole names alone", () => {
  expect(wordAfter("sport=1 dport=2 port=3", "port=")).toBe("3");
  expect(wordAfter("sport=1", "port=")).toBeNull();
  expect(wordAfter("reason: ", "reason: ")).toBeNull();
});

test("no truncation and no text makes the readers throw", () => {
  for (let end = 0; end <= drop.length; end += 1) parseEventLine(drop.slice(0, end));
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ maxLength: 4 }), (text, name) => {
      const line = parseEventLine(text);
      if (line !== null) expect(line.event).toMatch(/^\w+$/);
      expect(lostEvents(text)).toBeGreaterThanOrEqual(0);
      wordAfter(text, name);
    }),
  );
});
