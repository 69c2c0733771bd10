import { describe, expect, test } from "vitest";
import { flow, mark, quality, unanswered } from "../../test/capture-records.ts";
import { applicationsSeen } from "../../test/captured-applications.ts";
import { behind, client, ended, exchange, gateway, own, upstream } from "../../test/captured-gateway.ts";
import { incidentsOf } from "../capture/index.ts";
import type { CapturedFlow } from "../evidence/index.ts";
import { captureGaps } from "./capture-gaps.ts";
import { judgeCapture } from "./capture-judge.ts";

const incidentsIn = (flows: readonly CapturedFlow[]) =>
  incidentsOf({
    flows: flows.map((one, stream) => ({ ...one, stream })),
    quality: quality(),
    applications: null,
    startedAt: 1_780_741_473_000,
    vantage: "edge",
  });
const judge = (flows: readonly CapturedFlow[]) => judgeCapture(incidentsIn(flows));

const to = (port: number, one: CapturedFlow): CapturedFlow => ({
  ...one,
  server: { address: "192.0.2.10", port },
});

describe("judgeCapture()", () => {
  test("says that all is well where each connection is in order", () => {
    const { verdict } = judge([to(80, flow()), to(443, flow())]).diagnosis;
    expect(verdict).toMatchObject({ status: "healthy", cause: null });
    expect(verdict.summary).toContain("the connections of 2 targets");
  });

  test("says of a capture of look-ups alone that they are well, and speaks of no connections", () => {
    const asked = incidentsIn([flow()]).map((one) => ({ ...one, target: "dns:shop.example" }));
    expect(judgeCapture(asked).diagnosis.verdict.summary).toMatch(/^the look-ups in it go/);
  });

  test("takes the worst incident for the verdict and tells the others beside it", () => {
    const dead = unanswered(0, 1_000, 3_000);
    const { diagnosis, incident } = judge([to(80, flow()), to(81, dead), to(82, dead), to(82, dead)]);
    expect(incident?.target).toBe("tcp://192.0.2.10:82");
    expect(diagnosis.verdict).toMatchObject({ status: "broken", cause: "firewall-drops" });
    expect(diagnosis.alsoFound).toMatchObject([{ cause: "firewall-drops" }]);
  });

  test("gives the records of all incidents that it speaks of, each under its own id", () => {
    const dead = unanswered(0, 1_000, 3_000);
    const { diagnosis, evidence } = judge([to(81, dead), to(82, dead)]);
    const ids = new Set(evidence.map(({ id }) => id));
    expect(ids.size).toBe(evidence.length);
    const cited = [...diagnosis.verdict.because, ...diagnosis.alsoFound.flatMap(({ because }) => because)];
    expect(cited.filter((id) => !ids.has(id))).toEqual([]);
    expect(
      evidence.every(({ vantage, by }) => vantage === "edge" && (by === "observed" || by === "told")),
    ).toBe(true);
  });

  test("names what befell a gateway at its upstream by the gateway's own answer", () => {
    const applications = applicationsSeen({
      http: { kept: [exchange(), behind(ended("reset", 290))], leftOut: 0 },
    });
    const flows = [
      flow({ client, server: gateway, last: mark(400) }),
      flow({ stream: 1, client: own, server: upstream, first: mark(4), last: mark(400) }),
    ];
    const facts = { flows, quality: quality(), applications, startedAt: 1_780_741_473_000, vantage: "edge" };
    const { diagnosis, all } = judgeCapture(incidentsOf(facts));
    expect(diagnosis.verdict).toMatchObject({ boundary: "proxy", cause: "upstream-resets" });
    expect(all[1]?.diagnosis.verdict.status).toBe("broken");
  });

  test("is inconclusive where there is nothing to judge", () => {
    expect(judge([]).diagnosis.verdict).toMatchObject({ status: "inconclusive", boundary: null });
  });
});

describe("captureGaps()", () => {
  test("has none for a capture without a flaw", () => {
    expect(captureGaps(quality())).toEqual([]);
  });

  test.each([
    ["damage", { damage: { fileOffset: 99, what: "a record of 4,294,967,295 octets" } }],
    ["dropped frames", { dropped: 3 }],
    ["frames that the capture alone lost", { missedSegments: 3 }],
    ["one direction", { oneDirectionFlows: 3 }],
    ["a snap length", { cutFrames: 3 }],
    ["copies", { duplicateFrames: 3 }],
    ["a changed order", { misorderedFrames: 3 }],
    ["a clock that was set", { clockSetBack: 1 }],
    ["too many connections", { flowsLeftOut: 3 }],
    ["fragments", { fragments: 3 }],
  ])("has one for %s", (_, flaw) => {
    expect(captureGaps(quality(flaw))).toHaveLength(1);
  });
});
