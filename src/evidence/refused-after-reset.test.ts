import { describe, expect, test } from "vitest";
import { flow, mark, reset, side } from "../../test/capture-records.ts";
import type { CapturedFlow, ResetSeen } from "./captured-flow.ts";
import { flowEnd } from "./flow-end.ts";
import { refusedAfterReset } from "./refused-after-reset.ts";

/** At the number that the client expects; data of the server follows it. */
const exact = (value: Partial<ResetSeen> = {}) =>
  reset(4, {
    sequenceIsZero: false,
    sequenceOffset: 0,
    offsetToPeerAck: 0,
    peerSent: "data",
    peerAwaitsAnswer: true,
    dataAfter: mark(8),
    ...value,
  });

/** The client knows the connection no more: its kernel answers the data. */
const refusal = (value: Partial<ResetSeen> = {}) =>
  reset(9, { claims: "client", hasAck: false, answersAck: true, peerFrame: mark(8).frame, ...value });

const cut = (value: Partial<CapturedFlow>): CapturedFlow =>
  flow({
    fromClient: side({ firstData: mark(3), lastData: mark(3) }),
    fromServer: side({ firstData: mark(8), lastData: mark(8) }),
    ...value,
  });

describe("refusedAfterReset()", () => {
  test.each<[string, CapturedFlow]>([
    ["a client that answers the data by a reset", cut({ resets: [exact(), refusal()] })],
    [
      "one of several resets that has the right number",
      cut({ resets: [exact({ sequenceOffset: 900, offsetToPeerAck: 900 }), exact(), refusal()] }),
    ],
    [
      "a client that is silent while the data is sent again and again",
      cut({
        resets: [exact()],
        fromClient: side({ lastData: mark(3), lastAt: 3 }),
        fromServer: side({ lastData: mark(8), mostCopies: 4, unacknowledgedAtEnd: 40 }),
      }),
    ],
  ])("finds the reset that ended the connection of %s", (_, one) => {
    expect(refusedAfterReset(one)?.mark).toEqual(mark(4));
    expect(flowEnd(one)).toBe("request-reset");
  });

  test.each<[string, CapturedFlow]>([
    ["there is no reset", cut({})],
    ["the connection goes on", cut({ resets: [exact({ goesOn: mark(9) })] })],
    [
      "its number is not the one expected",
      cut({ resets: [exact({ sequenceOffset: 900, offsetToPeerAck: 900 }), refusal()] }),
    ],
    ["nothing of the server follows", cut({ resets: [exact({ dataAfter: null })] })],
    ["the client ends the connection itself", cut({ resets: [exact(), refusal({ hasAck: true })] })],
    [
      "the client had closed before",
      cut({ resets: [exact(), refusal()], fromClient: side({ lastData: mark(3), finAt: mark(3) }) }),
    ],
    [
      "the client still acknowledges what it had, while the data is lost",
      cut({
        resets: [exact()],
        fromClient: side({ lastData: mark(3), lastAt: 900 }),
        fromServer: side({ lastData: mark(8), mostCopies: 4, unacknowledgedAtEnd: 40 }),
      }),
    ],
    ["the client says nothing and nothing is sent again", cut({ resets: [exact()] })],
  ])("finds none where %s", (_, one) => {
    expect(refusedAfterReset(one)).toBeNull();
  });
});
