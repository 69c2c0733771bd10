import { describe, expect, test } from "vitest";
import { askingDatabase, behindApplication, login, state } from "../../../../../test/database-records.ts";
import { EXAMPLE_START } from "../../../../../test/example-record.ts";
import { asking, attempt, proper } from "../../../../../test/http-records.ts";
import type { Evidence, Replication } from "../../../../evidence/index.ts";
import { causes } from "../../../causes/index.ts";
import { diagnose } from "../../../diagnose.ts";
import { recordsOfHop } from "../../../hops.ts";
import { referenceOf } from "../../../reference.ts";
import { readDatabaseReplica } from "./replica.ts";

/** Names of what holds; with a question mark, what is only suggested. */
function said(...evidence: readonly (readonly Evidence[])[]): readonly string[] {
  const { own, deeper } = recordsOfHop(evidence.flat(), 1);
  const request = referenceOf(own, deeper);
  if (request === null) throw new Error("nothing was asked");
  return readDatabaseReplica(own, request).map(({ name, strength }) =>
    strength === "states" ? name : `${name}?`,
  );
}

describe("a replica that cannot say how far it is behind", () => {
  const source = { receives: "connected", applies: true, error: null, silentFor: null } as const;
  const stopped = (changes: Partial<Replication> | null, at = 0) =>
    state(
      {
        ...{ isReplica: true, isReadOnly: true, lag: null, replicationRuns: false },
        ...(changes === null ? {} : { replication: { ...source, ...changes } }),
      },
      EXAMPLE_START + at,
    );
  const running = (at: number) =>
    state({ isReplica: true, lag: 0, replicationRuns: true, replication: source }, EXAMPLE_START + at);

  test.each([
    ["whose threads do not apply", [stopped({ applies: false, error: "1062" })], ["replica-applies-nothing"]],
    ["that does not try", [stopped({ receives: "stopped" })], ["replica-applies-nothing"]],
    [
      "heard of 5.1 s ago",
      [stopped({ receives: "connecting", silentFor: 5_100 })],
      ["replica-applies-nothing"],
    ],
    [
      "heard of 5.0 s ago",
      [stopped({ receives: "connecting", silentFor: 5_000 })],
      ["replica-applies-nothing?"],
    ],
    ["that reconnects", [stopped({ receives: "connecting" })], ["replica-applies-nothing?"]],
    ["that reconnected", [stopped({ receives: "connecting" }), running(400)], []],
    ["without a link", [stopped(null), stopped(null, 5_000)], ["replica-applies-nothing?"]],
    ["without a link for long", [stopped(null), stopped(null, 5_001)], ["replica-applies-nothing"]],
    ["that runs", [running(0)], []],
    ["that is none", [state({ isReplica: false, replicationRuns: null })], []],
  ] as const)("%s", (_, looks, expected) => {
    expect(said([askingDatabase()], login(), looks)).toEqual(expected);
  });

  test("is proven where it is asked itself, and no more than likely behind an application that errs", () => {
    const halted = [...login(), stopped({ applies: false, error: "1062" })];
    expect(said([askingDatabase()], halted)).toEqual(["replica-applies-nothing"]);
    expect(diagnose([askingDatabase(), ...halted], causes).alsoFound).toMatchObject([
      { cause: "replica-lag" },
    ]);
    const failing = [asking(), ...attempt({ exchange: { status: 500 } })];
    expect(said(failing, behindApplication([askingDatabase(), ...halted]))).toEqual([
      "replica-applies-nothing?",
    ]);
    expect(
      said([asking()], attempt({ attempt: proper }), behindApplication([askingDatabase(), ...halted])),
    ).toEqual([]);
  });
});
