import { expect, test } from "vitest";
import { createRecorder } from "./index.ts";

const gap = { boundary: "tcp", needs: "the sockets", reason: "permission", allowBy: "x" } as const;

test("records of another vantage are counted with the run's own, under its name", () => {
  const recorder = createRecorder("client");
  const details = {
    boundary: "client",
    by: "observed",
    purpose: "context",
    observedAt: 0,
    took: 0,
    command: "true",
  } as const;
  const value = { name: "x", addresses: [], lines: [] };
  recorder.record("hosts-file", value, details);
  recorder.at("edge").record("hosts-file", value, details);
  expect(recorder.evidence.map(({ id, vantage }) => `${id} ${vantage}`)).toEqual(["e1 client", "e2 edge"]);
});

test("a gap of another vantage says of which, once", () => {
  const recorder = createRecorder("client");
  recorder.gap(gap);
  recorder.at("edge").gap(gap);
  recorder.at("edge").gap(gap);
  recorder.at("edge").gap({ ...gap, needs: "the firewall at edge" });
  expect(recorder.gaps.map(({ needs }) => needs)).toEqual([
    "the sockets",
    "the sockets (at edge)",
    "the firewall at edge",
  ]);
});
