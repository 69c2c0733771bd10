import { describe, expect, test } from "vitest";
import { flow, mark, reset, side } from "../../../test/capture-records.ts";
import { exchange as toGateway } from "../../../test/captured-gateway.ts";
import type { CapturedFlow } from "../../evidence/index.ts";
import type { CapturedHttp } from "../application/index.ts";
import { httpSeen, isProperSeen } from "./http-seen.ts";

/** Answered properly. */
const exchange = (value: Partial<CapturedHttp> = {}): CapturedHttp =>
  toGateway({
    status: 200,
    answerFirst: mark(8),
    answerLast: mark(9),
    headers: {},
    software: null,
    firstByte: 5,
    transfer: 1,
    ...value,
  });

const open = { status: null, answerFirst: null, answerLast: null, firstByte: null, transfer: null } as const;
const byClient = (at: number) => ({ by: "client", how: "fin", mark: mark(at) }) as const;

/** Outcome, and whether it is proper; `null` where the capture does not tell. */
function seen(value: Partial<CapturedHttp>, around: Partial<CapturedFlow> = {}): string | null {
  const made = httpSeen(exchange(value), { flow: flow(around), isLast: true, endsAt: 60_000 });
  return made === null ? null : `${made.outcome} ${isProperSeen(made) ? "proper" : "not proper"}`;
}

describe("httpSeen()", () => {
  test.each<[string, Partial<CapturedHttp>, string | null]>([
    ["an answer", {}, "answered proper"],
    ["a 404, which any client may ask for", { status: 404, answeredBy: "intermediary" }, "answered proper"],
    ["a 503", { status: 503 }, "answered not proper"],
    ["a limit", { status: 429 }, "answered not proper"],
    ["a reset by the server", { ...open, outcome: "reset" }, "reset not proper"],
    [
      "a client that gave up after 10 s",
      { ...open, outcome: "closed", end: byClient(10_000) },
      "no-answer not proper",
    ],
    ["a client that left at once", { ...open, outcome: "closed", end: byClient(100) }, null],
    ["no answer at the end of the capture", { ...open, outcome: "waiting" }, "no-answer not proper"],
    ["a request just before it", { ...open, outcome: "waiting", requestLast: mark(50_000) }, null],
    [
      "an answer without a length that is under way",
      { outcome: "stalled", promisedOctets: null },
      "bounded proper",
    ],
    ["an answer of known length that stopped", { outcome: "stalled" }, "stalled not proper"],
    ["an answer that the client broke off", { outcome: "truncated", end: byClient(20) }, "bounded proper"],
    ["a stream that the client cancelled", { outcome: "stream-reset", error: "CANCEL" }, null],
    ["octets that are missing in the capture", { outcome: "unknown" }, null],
    ["a capture of one direction", { ...open, outcome: "waiting", bothEndsSeen: false }, null],
    ["an answer whose request was not captured", { requestFirst: null }, null],
  ])("records %s", (_, value, expected) => {
    expect(seen(value)).toBe(expected);
  });

  test("takes what the capture alone lost for no fault of the answer", () => {
    expect(seen({ outcome: "truncated" })).toBe("truncated not proper");
    expect(seen({ outcome: "truncated" }, { fromServer: side({ missedByCapture: 3 }) })).toBeNull();
  });

  test("records an answer as stalled that was sent again and again in vain", () => {
    const fromServer = side({
      firstData: mark(8),
      lastData: mark(9),
      mostCopies: 6,
      mostCopiesOctets: 1448,
      unacknowledgedAtEnd: 9_000,
    });
    const fromClient = side({ firstData: mark(3), lastData: mark(3) });
    expect(seen({ outcome: "truncated", end: byClient(9_000) }, { fromServer, fromClient })).toBe(
      "stalled not proper",
    );
  });

  test("does not take for an answer what comes behind a reset that the client took", () => {
    const forged = reset(4, { sequenceOffset: 0, dataAfter: mark(8), peerAwaitsAnswer: true });
    const refusal = reset(10, {
      claims: "client",
      hasAck: false,
      answersAck: true,
      peerFrame: mark(8).frame,
    });
    const [fromClient, fromServer] = [side({ lastData: mark(3) }), side({ lastData: mark(9) })];
    const around = { resets: [forged, refusal], fromClient, fromServer };
    expect(seen({}, around)).toBe("reset not proper");
    expect(seen({ answerFirst: mark(3.5) }, around)).toBe("truncated not proper");
    expect(seen({}, { ...around, resets: [{ ...forged, goesOn: mark(9) }] })).toBe("answered proper");
  });

  test("does not take for an answer what a reset in the client's name refused while the client waited", () => {
    const rejected = reset(9, {
      claims: "client",
      peerSent: "data",
      peerFrame: mark(8).frame,
      unacknowledgedOfPeer: 466,
      lastAfter: mark(4_000),
    });
    const around = {
      resets: [rejected],
      fromClient: side({ lastData: mark(3), finAt: mark(4_000) }),
      fromServer: side({ lastData: mark(8), unacknowledgedAtEnd: 466 }),
    };
    expect(seen({}, around)).toBe("reset not proper");
    expect(seen({ answerFirst: mark(7) }, around)).toBe("truncated not proper");
    expect(seen({}, { ...around, resets: [{ ...rejected, lastAfter: null }] })).toBe("answered proper");
    expect(seen({}, { ...around, fromServer: side({ lastData: mark(8) }) })).toBe("answered proper");
  });
});
