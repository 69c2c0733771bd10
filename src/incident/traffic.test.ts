import { expect, test } from "vitest";
import { createRecorder } from "../evidence/index.ts";
import { localVantage } from "../vantage/index.ts";
import { watchTraffic } from "./traffic.ts";

test("watchTraffic() has one number for each reading of an interface that moved, and none of one that did not", () => {
  const vantage = localVantage("client");
  const watch = watchTraffic([vantage]);
  const recorder = createRecorder("client");
  for (const now of [1, 2, 3]) watch.read(now);
  watch.record(recorder, { observedAt: 1, took: 2 });
  for (const { value } of recorder.evidence.filter((one) => one.kind === "traffic-samples")) {
    expect(value.readAt).toEqual([1, 2, 3]);
    for (const { sentOctets, droppedPackets, queuedOctets } of value.interfaces) {
      expect(sentOctets).toHaveLength(3);
      expect(droppedPackets).toHaveLength(3);
      expect(queuedOctets).toHaveLength(3);
      expect(sentOctets.at(-1)).toBeGreaterThan(0);
    }
  }
});

test("watchTraffic() leaves out a place that this process cannot enter", () => {
  const vantage = { ...localVantage("edge"), inside: () => null };
  const watch = watchTraffic([vantage]);
  const recorder = createRecorder("client");
  watch.read(1);
  watch.record(recorder, { observedAt: 1, took: 0 });
  expect(recorder.evidence).toEqual([]);
});
