import { describe, expect, test } from "vitest";
import { flow, mark, quality, side } from "../../../../test/capture-records.ts";
import { incidentsOf } from "../../../capture/index.ts";
import type { CapturedFlow, CaptureQuality, FlowSide } from "../../../evidence/index.ts";
import { causes, diagnose } from "../../index.ts";

const roundTrip = { samples: 1, least: 2, mean: 2, most: 2 };

/** The server's kernel acknowledges the request in 2 ms, and its first octet comes this much later. */
const answeredAfter = (
  took: number,
  {
    asks = {},
    answers = {},
    ...value
  }: Partial<CapturedFlow> & {
    readonly asks?: Partial<FlowSide>;
    readonly answers?: Partial<FlowSide>;
  } = {},
): CapturedFlow => {
  const first = { from: mark(3), until: mark(3 + took), took };
  const end = took + 10;
  return flow({
    last: mark(end + 1),
    fromClient: side({
      firstData: mark(3),
      lastData: mark(3),
      finAt: mark(end),
      roundTrips: roundTrip,
      ...asks,
    }),
    fromServer: side({
      firstData: mark(3 + took),
      lastData: mark(3 + took),
      finAt: mark(end + 1),
      thinking: { turns: 1, total: took, longest: first, first },
      ...answers,
    }),
    ...value,
  });
};

const verdictOf = (flows: readonly CapturedFlow[], how: Partial<CaptureQuality> = { cutFrames: 9 }) =>
  incidentsOf({
    flows: flows.map((one, stream) => ({ ...one, stream })),
    quality: quality(how),
    applications: null,
    startedAt: 1_780_741_473_000,
    vantage: "edge",
  }).map(({ evidence }) => diagnose(evidence, causes).verdict)[0];

describe("a late first octet of the server, in a capture of headers alone", () => {
  test("is the application's time, where the request was acknowledged at once", () => {
    const { status, boundary, cause, summary } = verdictOf([answeredAfter(2_500)]) ?? {};
    expect({ status, boundary, cause }).toEqual({ status: "degraded", boundary: "app", cause: "app-slow" });
    expect(summary).toContain("takes 2.5 s");
    expect(verdictOf([answeredAfter(2_500, { asks: { beganWith: "http-request" } })])?.cause).toBe(
      "app-slow",
    );
  });

  test.each<[string, readonly CapturedFlow[], Partial<CaptureQuality>?]>([
    ["within a second", [answeredAfter(900)]],
    [
      "of a protocol that can be read and is none of requests",
      [answeredAfter(2_500, { asks: { beganWith: "other" } })],
    ],
    ["in a capture of whole frames", [answeredAfter(2_500)], {}],
    ["where the capture lost frames", [answeredAfter(2_500)], { cutFrames: 9, dropped: 3 }],
    ["where the request was lost and sent again", [answeredAfter(2_500, { asks: { lostBehind: 1 } })]],
    [
      "where the acknowledgement itself took as long",
      [answeredAfter(2_500, { asks: { roundTrips: { ...roundTrip, most: 2_400 } } })],
    ],
    [
      "where the server may hold its first answer back",
      [answeredAfter(2_500)].map((one) => ({
        ...one,
        server: { ...one.server, port: 6379 },
      })),
    ],
    [
      "of a server that speaks first",
      [
        answeredAfter(2_500, {
          answers: { thinking: { turns: 1, total: 2_500, longest: null, first: null } },
        }),
      ],
    ],
    [
      "where others lose packets: it may be a copy of one that was lost",
      [
        answeredAfter(2_500),
        answeredAfter(20),
        answeredAfter(20),
        flow({ fromServer: side({ firstData: mark(8), lastData: mark(8), lostBehind: 1, finAt: mark(21) }) }),
      ],
    ],
  ])("is none of it %s", (_, flows, how) => {
    expect(verdictOf(flows, how)?.cause).not.toBe("app-slow");
  });
});
