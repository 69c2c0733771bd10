import { describe, expect, test } from "vitest";
import { capturedReset, capturedResets } from "../../../../test/captured-resets.ts";
import { requestFor } from "../../../../test/http-records.ts";
import { exampleRecord } from "../../../../test/run-example.ts";
import type { CaptureComparison, CapturedFlow, Evidence } from "../../../evidence/index.ts";
import { readCapturedResets } from "./resets.ts";

const request = requestFor();

const recordOf = (value: CapturedFlow, purpose: "reference" | "context" = "reference"): Evidence =>
  exampleRecord(`e${value.stream}`, "captured-flow", value, { boundary: "tcp", purpose });

const find = (records: readonly Evidence[]): readonly string[] =>
  readCapturedResets(records, request).map(
    ({ name, holds, strength }) => `${holds ? "" : "not "}${name}${strength === "suggests" ? "?" : ""}`,
  );

describe("a captured reset is what it was to the request:", () => {
  test.each([
    ["linger-zero", ["reset-unanswered", "reset-is-the-ends-own?"]],
    ["reused-connection", ["reset-unanswered", "reset-is-the-ends-own?"]],
    ["router-rejects-later", ["reset-unanswered", "reset-is-a-strangers?"]],
    ["after-client-hello", ["handshake-reset", "reset-is-a-strangers?"]],
    ["forgotten-by-router", ["request-after-idle-fails", "reset-is-a-strangers?", "idle-time-ends-it?"]],
    ["server-ends-idle", ["idle-connection-cut", "reset-is-the-ends-own?"]],
    ["closed-port", ["connect-refused"]],
    ["keep-alive-answered", ["reset-is-a-strangers?"]],
  ])("%s", (name, found) => expect(find([recordOf(capturedReset(name))])).toEqual(found));
});

describe("silent:", () => {
  test.each(["browser-closes", "linger-zero-when-done", "health-check", "download-left", "not-exact"])(
    "%s",
    (name) => expect(find([recordOf(capturedReset(name))])).toEqual([]),
  );

  test("a connection that is none of the request's", () => {
    expect(find([recordOf(capturedReset("linger-zero"), "context")])).toEqual([]);
  });
});

test("other connections of the host tell whose the refusal of a SYN is", () => {
  const context = recordOf(capturedReset("socket-destroyed"), "context");
  expect(find([recordOf(capturedReset("closed-port")), context])).toEqual([
    "connect-refused",
    "reset-is-the-ends-own?",
    "not answered-in-its-place?",
  ]);
  expect(find([recordOf(capturedReset("rejected-by-router")), context])).toEqual([
    "connect-refused",
    "reset-is-a-strangers?",
    "answered-in-its-place?",
  ]);
});

describe("a second capture", () => {
  const flow = capturedReset("after-client-hello");
  const frame = flow.resets[0]?.mark.frame ?? 0;
  const none = { appeared: 0, unclear: 0, outside: 0, missedAtSender: 0, appearedPackets: [], to: "client" };
  const compared = (fromServer: object): Evidence =>
    exampleRecord(
      "e900",
      "capture-comparison",
      {
        places: [],
        pairs: [
          {
            first: "client",
            second: "server",
            flows: [
              {
                protocol: "tcp",
                streams: [flow.stream, 7],
                fromClient: none,
                fromServer: { ...none, ...fromServer },
              },
            ],
          },
        ],
      } as unknown as CaptureComparison, // The rest of a comparison is of no account here.
      { boundary: "path", purpose: "context" },
    );
  const packet = { mark: { at: "client", frame, time: 1 }, isCertain: true };

  test("that does not have the reset states that a stranger sent it", () => {
    const record = compared({ appeared: 1, appearedPackets: [packet] });
    expect(find([recordOf(flow), record])).toContain("reset-is-a-strangers");
  });

  test("that may have missed it states nothing", () => {
    const record = compared({ appeared: 1, appearedPackets: [{ ...packet, isCertain: false }] });
    expect(find([recordOf(flow), record])).toContain("reset-is-a-strangers?");
  });
});

test("two that are cut after the same time of silence are a timer", () => {
  const cut = capturedResets.filter(({ name, at }) => name === "server-timer" && at === "client");
  expect(cut.length).toBe(2);
  expect(find(cut.map(({ flow }) => recordOf(flow)))).toContain("idle-cut-recurs");
});

test("two whose silence their clients broke are no timer", () => {
  const flow = capturedReset("forgotten-by-router");
  expect(find([recordOf(flow), recordOf({ ...flow, stream: 999 })])).not.toContain("idle-cut-recurs");
});
