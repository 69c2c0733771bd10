import { expect, test } from "vitest";
import { createRecorder, plainRequest } from "../evidence/index.ts";
import { symptomRecord } from "../signals/index.ts";
import type { PathAsked } from "./hops/behind.ts";
import { looksBySymptom, tellWhatIsWanted } from "./steering.ts";
import type { Walk } from "./walk.ts";

const told = (text: string | null) => {
  const recorder = createRecorder("client");
  if (text !== null)
    recorder.record("symptom", symptomRecord(text), {
      ...{ boundary: "client", by: "told", purpose: "context", observedAt: 0, took: 0 },
      command: "faultline explain",
    });
  return recorder;
};

const gapsOf = (text: string, path?: PathAsked, dataOctets = 0) => {
  const recorder = told(text);
  const asked = plainRequest({
    ...{ target: "https://shop.example/", scheme: "https", host: "shop.example", hostIsAddress: false },
    ...{ port: 443, dataOctets },
  });
  const walk: Pick<Walk, "asked" | "recorder"> = { asked, recorder };
  tellWhatIsWanted(walk, path);
  return recorder.gaps.map(({ boundary, reason }) => `${boundary} ${reason}`);
};

test("without a symptom nothing more is looked at", () => {
  expect([...looksBySymptom(told(null).evidence)]).toEqual([]);
  expect([...looksBySymptom(told("read: connection reset by peer").evidence)]).toContain("idle");
});

test("a symptom of a database that the run was not told of is a gap, and none where it was", () => {
  const database = { kind: "database", at: "app1", url: null, passwordFile: null } as const;
  const path = { entries: [database], vantages: new Map(), config: null, home: 1, program: [] };
  expect(gapsOf("ERROR: deadlock detected")).toEqual(["database not-asked"]);
  expect(gapsOf("ERROR: deadlock detected", path)).toEqual([]);
  expect(gapsOf("HTTP 500")).toEqual([]);
});

test("a symptom of a large body is a gap until a body is sent", () => {
  expect(gapsOf("413 Request Entity Too Large")).toEqual(["proxy not-asked"]);
  expect(gapsOf("413 Request Entity Too Large", undefined, 2_000_000)).toEqual([]);
});
