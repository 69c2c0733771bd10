import { describe, expect, test } from "vitest";
import { flow, mark, nothing, side } from "../../test/capture-records.ts";
import type { CapturedFlow } from "../evidence/index.ts";
import { backOff, connectionTroubles } from "./connection-trouble.ts";

const words = (value: Partial<CapturedFlow>) => connectionTroubles(flow(value)).map((one) => one.words);

describe("connectionTroubles()", () => {
  test("says that a port was used again in vain, or late", () => {
    expect(words({ reusesPorts: true, synAcks: [], firstAck: null })).toEqual([
      "its ports were those of an earlier connection, and the SYN is not accepted",
    ]);
    expect(words({ reusesPorts: true, syns: [mark(0), mark(1_000)], synAcks: [mark(1_001)] })).toEqual([
      "its ports were those of an earlier connection, and 2 SYNs went by until one was accepted",
    ]);
  });

  test("says that keep-alives stay unanswered", () => {
    const fromClient = side({ keepAlives: 5, keepAliveInterval: 1_000, lastAt: 9_000 });
    expect(words({ fromClient, fromServer: side({ lastAt: 4_000 }) })).toEqual([
      "the last keep-alives of the client stay unanswered for 5 s",
    ]);
    expect(words({ fromClient, fromServer: side({ lastAt: 9_001 }) })).toEqual([]);
  });

  test("says nothing of ports that are used again and accepted, or seen in one direction", () => {
    expect(words({})).toEqual([]);
    expect(words({ reusesPorts: true })).toEqual([]);
    expect(words({ reusesPorts: true, synAcks: [], fromServer: nothing })).toEqual([]);
  });
});

test("backOff() names the waits of a timer that doubles, and none of a single repetition", () => {
  expect(backOff([200, 400, 800])).toBe(", after 200 ms, 400 ms, 800 ms");
  expect(backOff([200])).toBe("");
});
