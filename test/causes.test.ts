import { describe, expect, test } from "vitest";
import { boundaries } from "../src/base/index.ts";
import {
  type Cause,
  causes,
  experiments,
  observationNames,
  predict,
  vocabulary,
} from "../src/diagnose/index.ts";

const pairs = causes.flatMap((one, index) => causes.slice(index + 1).map((other) => [one, other] as const));

const shareSymptom = ([one, other]: readonly [Cause, Cause]) =>
  one.explains.some((name) => other.explains.includes(name));

/** One is the other's special case or its reason: then both are true, and the engine's order decides. */
const belongTogether = ([one, other]: readonly [Cause, Cause]) =>
  one.refines === other.id ||
  other.refines === one.id ||
  one.explainedBy.includes(other.id) ||
  other.explainedBy.includes(one.id);

describe("the tables", () => {
  test("any two causes that share a symptom are told apart by an observation, or name what tells them apart", () => {
    const untold = pairs
      .filter((pair) => shareSymptom(pair) && !belongTogether(pair))
      .filter(([one, other]) => {
        const opposite = observationNames.some(
          (name) => predict(one, name) !== null && predict(one, name) === !predict(other, name),
        );
        const oneProof = (a: Cause, b: Cause) =>
          a.proves.some((proof) =>
            Object.entries(proof).some(([name, holds]) => predict(b, name as never) === !holds),
          );
        return (
          !opposite &&
          !oneProof(one, other) &&
          !oneProof(other, one) &&
          one.toldApartBy[other.id] === undefined &&
          other.toldApartBy[one.id] === undefined &&
          one.toldApartFromAllBy === undefined &&
          other.toldApartFromAllBy === undefined
        );
      });
    expect(untold.map(([one, other]) => `${one.id} | ${other.id}`)).toEqual([]);
  });

  test.each(causes)("$id says one thing of an observation", ({ must, may, never }) => {
    const all = [...must, ...may, ...never];
    expect(all).toEqual([...new Set(all)]);
  });

  test.each(causes)("$id is proven by what is stated, never by what is suggested", ({ proves }) => {
    const names = observationNames.filter((name) => proves.some((proof) => name in proof));
    expect(names.filter((name) => vocabulary[name].strength === "suggests")).toEqual([]);
  });

  test.each(causes)("$id has no proof that its own predictions contradict", (cause) => {
    for (const proof of cause.proves) {
      for (const name of observationNames) {
        if (name in proof && predict(cause, name) !== null)
          expect(proof[name], name).toBe(predict(cause, name));
      }
    }
  });

  test.each(causes)("$id explains only what can be abnormal", ({ explains }) => {
    expect(explains.filter((name) => vocabulary[name].abnormal === null)).toEqual([]);
  });

  test.each(causes)(
    "$id names only causes and boundaries that exist",
    ({ boundary, refines, toldApartBy }) => {
      const ids = new Set(causes.map(({ id }) => id));
      expect(boundaries).toContain(boundary);
      if (refines !== null) expect(ids).toContain(refines);
      expect(Object.keys(toldApartBy).filter((id) => !ids.has(id))).toEqual([]);
    },
  );

  test("no id stands for two causes", () => {
    const ids = causes.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  /** The boundary alone is proven: what takes the time in a database the packets do not tell. */
  const ofNoTable: ReadonlySet<string> = new Set([]);

  test("every symptom has a cause that explains it", () => {
    const explained = new Set(causes.flatMap(({ explains }) => explains));
    const symptoms = observationNames.filter((name) => {
      // One that is its own reason says itself what is to be done.
      const { abnormal, remedy } = vocabulary[name];
      return abnormal !== null && abnormal.effect !== "stands-out" && remedy === undefined;
    });
    expect(symptoms.filter((name) => !explained.has(name) && !ofNoTable.has(name))).toEqual([]);
  });

  test.each(experiments)("the experiment $id yields something", ({ yields }) => {
    expect(yields.length).toBeGreaterThan(0);
  });
});
