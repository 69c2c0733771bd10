import { expect, test } from "vitest";
import { anyRequest, observed } from "../../test/observation.ts";
import type { Cause } from "./cause.ts";
import { cover } from "./cover.ts";
import { hypothesesOf } from "./hypothesis.ts";
import { unknownIn } from "./unknown.ts";

const silent = observed("syn-unanswered");
const refused = observed("connect-refused");

/** A cause that predicts nothing, so that only what the test says of it decides. */
const plain: Cause = {
  id: "plain",
  boundary: "path",
  at: "path",
  must: [],
  may: [],
  never: [],
  proves: [],
  explains: ["syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "plain",
  fix: ["none"],
  prevention: ["none"],
  source: "none",
};
const silencing: Cause = { ...plain, id: "silencing" };
const refusing: Cause = { ...plain, id: "refusing", explains: ["connect-refused"] };
const both: Cause = { ...plain, id: "both", explains: ["syn-unanswered", "connect-refused"] };

/** The ids of the sets that cover what was observed, best first. */
function coverBy(causes: readonly Cause[], symptoms: readonly ReturnType<typeof observed>[]) {
  const sets = cover(hypothesesOf(causes, anyRequest, symptoms), symptoms, symptoms);
  return sets.map((set) => set.map(({ cause }) => cause.id));
}

test("one cause that explains everything is taken before two that do so together", () => {
  expect(coverBy([silencing, refusing, both], [silent, refused])).toEqual([
    ["both"],
    ["silencing", "refusing"],
  ]);
});

test("two causes are taken when none explains everything alone", () => {
  expect(coverBy([silencing, refusing], [silent, refused])).toEqual([["silencing", "refusing"]]);
});

test("a set with a member that it could do without is no cover", () => {
  expect(coverBy([silencing, both], [silent])).toEqual([["silencing"], ["both"]]);
});

test("a proven pair is taken before an unproven cause of everything", () => {
  const proven = [silencing, refusing].map(
    (cause): Cause => ({ ...cause, proves: [{ [cause.explains[0]]: true }] }),
  );
  expect(coverBy([...proven, both], [silent, refused])[0]).toEqual(["silencing", "refusing"]);
});

test("what the catalogue does not name comes after every cause that fits", () => {
  const unknown = unknownIn("tcp");
  expect(unknown).not.toBeNull();
  if (unknown !== null) {
    expect(coverBy([unknown, silencing], [silent])).toEqual([["silencing"], ["unknown-in-tcp"]]);
    expect(coverBy([unknown], [silent])).toEqual([["unknown-in-tcp"]]);
  }
});

test("what the catalogue does not name explains a symptom beside a proven cause, and not in its place", () => {
  const unknown = unknownIn("tcp");
  const proven: Cause = { ...refusing, proves: [{ "connect-refused": true }] };
  const late = observed("syn-answered-late");
  expect(unknown).not.toBeNull();
  if (unknown === null) return;
  expect(coverBy([unknown, proven], [refused, late])[0]).toEqual(["refusing", "unknown-in-tcp"]);
  // What merely would explain one of them is no reason to take two for one.
  expect(coverBy([unknown, refusing], [refused, late])[0]).toEqual(["unknown-in-tcp"]);
});

test("the more special cause comes before the general one", () => {
  const special: Cause = { ...silencing, id: "special", refines: "silencing" };
  expect(coverBy([silencing, special], [silent])).toEqual([["special"], ["silencing"]]);
});

test("a cause whose must nobody observed comes after one that wants for nothing", () => {
  const wanting: Cause = { ...silencing, id: "wanting", must: ["connect-reset"] };
  expect(coverBy([wanting, silencing], [silent])).toEqual([["silencing"], ["wanting"]]);
});

test("a cause that something suggests against comes after one without doubts", () => {
  const doubted: Cause = { ...silencing, id: "doubted", never: ["connect-refused"] };
  const hint = observed("connect-refused", { strength: "suggests" });
  const hypotheses = hypothesesOf([doubted, silencing], anyRequest, [silent, hint]);
  const ids = cover(hypotheses, [silent], [silent]).map((set) => set.map(({ cause }) => cause.id));
  expect(ids).toEqual([["silencing"], ["doubted"]]);
});
