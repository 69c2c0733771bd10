import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cause, causes, diagnose, predict, readers, vocabulary } from "../src/diagnose/index.ts";
import type { Evidence } from "../src/evidence/index.ts";
import { incidents } from "./incidents.ts";
import { anyRequest } from "./observation.ts";

/** What the diagnosis is certain of: a cause that is proven, in the verdict or beside it. */
const CERTAIN = 0.9;

function certainOf(evidence: readonly Evidence[]): readonly string[] {
  const { verdict, alsoFound } = diagnose(evidence, causes);
  return [verdict, ...alsoFound]
    .filter(({ confidence, cause }) => confidence > CERTAIN && cause !== null)
    .map(({ cause }) => String(cause));
}

/** Everything of a verdict but the order of the records that it cites. */
const essence = (evidence: readonly Evidence[]) => {
  const { verdict, alsoFound } = diagnose(evidence, causes);
  const { status, boundary, cause, at, confidence } = verdict;
  return { status, boundary, cause, at, confidence, also: alsoFound.map((found) => found.cause) };
};

describe.each(incidents)("the incident $name, recorded on real servers,", ({ evidence, expected }) => {
  test("is judged as it was", () => {
    expect(essence(evidence)).toMatchObject(expected);
  });

  test("is judged the same in any order, with any record twice", () => {
    const whole = essence(evidence);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...evidence, ...evidence], { minLength: evidence.length * 2 }),
        (shuffled) => {
          expect(essence(shuffled)).toEqual(whole);
        },
      ),
      { numRuns: 5 },
    );
  });

  test("has no other certain cause when any one record is taken away", () => {
    const certain = certainOf(evidence);
    for (const gone of evidence) {
      if (gone.kind === "attempt" || gone.kind === "request-asked") continue;
      const remaining = evidence.filter((record) => record !== gone);
      expect([...certain, ...certainOf(remaining)].toSorted(), `without ${gone.id} ${gone.kind}`).toEqual(
        [...certain, ...certainOf(remaining).filter((cause) => certain.includes(cause))].toSorted(),
      );
    }
  });

  test("has no other certain cause when many records are taken away", () => {
    const certain = certainOf(evidence);
    const kept = (record: Evidence) => record.kind === "attempt" || record.kind === "request-asked";
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: evidence.length, maxLength: evidence.length }),
        (stays) => {
          const remaining = evidence.filter((record, index) => kept(record) || stays[index]);
          expect(certainOf(remaining).filter((cause) => !certain.includes(cause))).toEqual([]);
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });

  test("is judged otherwise when what its cause must have is turned round", () => {
    const { verdict } = diagnose(evidence, causes);
    const named = causes.find(({ id }) => id === verdict.cause);
    if (named === undefined) return;
    for (const name of [...named.must, ...named.never]) {
      const turned: Cause = {
        ...named,
        proves: [],
        must: named.must.filter((one) => one !== name),
        never: named.never.filter((one) => one !== name),
        [predict(named, name) === true ? "never" : "must"]: [
          ...(predict(named, name) === true ? named.never.filter((one) => one !== name) : named.must),
          name,
        ],
      };
      const seen = observedIn(evidence).some(
        (observation) => observation.name === name && observation.strength === "states",
      );
      if (!seen) continue;
      const others = causes.map((cause) => (cause.id === named.id ? turned : cause));
      expect(diagnose(evidence, others).verdict.cause, `${named.id} with ${name} turned round`).not.toBe(
        named.id,
      );
    }
  });

  test("has a place in an observation exactly when it is about a host", () => {
    for (const { name, at } of observedIn(evidence))
      expect(at !== null, name).toBe(vocabulary[name].scope === "host");
  });
});

function observedIn(evidence: readonly Evidence[]) {
  const asked = evidence.find(
    (record): record is Evidence<"request-asked"> => record.kind === "request-asked",
  );
  if (asked === undefined) return [];
  const times = evidence.map(({ observedAt }) => observedAt);
  const request = {
    ...anyRequest,
    asked: asked.value,
    client: asked.vantage,
    address: null,
    window: { from: Math.min(...times), until: Math.max(...times) },
  };
  return readers.flatMap((read) => read(evidence, request));
}
