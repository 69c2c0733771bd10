import { expect, test } from "vitest";
import { anyRequest, observed } from "../../test/observation.ts";
import type { Cause } from "./cause.ts";
import { hypothesesOf } from "./hypothesis.ts";

const cause: Cause = {
  id: "it",
  boundary: "tcp",
  at: "server",
  must: ["syn-unanswered"],
  may: [],
  never: ["connect-refused"],
  proves: [{ "connect-reset": true }],
  explains: ["syn-unanswered"],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "it",
  fix: ["none"],
  prevention: ["none"],
  source: "none",
};

const weighed = (...observations: readonly ReturnType<typeof observed>[]) =>
  hypothesesOf([cause], anyRequest, observations)[0];

test("a hypothesis falls to what states the opposite of a prediction", () => {
  expect(weighed(observed("connect-refused"))?.contradictedBy).toHaveLength(1);
  expect(weighed(observed("syn-unanswered", { holds: false }))?.contradictedBy).toHaveLength(1);
});

test("a suggestion eliminates nothing and proves nothing", () => {
  const doubted = weighed(observed("connect-refused", { strength: "suggests" }));
  expect(doubted).toMatchObject({ contradictedBy: [], doubts: 1 });
  expect(weighed(observed("connect-reset", { strength: "suggests" }))?.proven).toBe(false);
});

test("a proof stands against a contradiction, and wants for nothing", () => {
  const hypothesis = weighed(observed("connect-reset"), observed("connect-refused"));
  expect(hypothesis).toMatchObject({ proven: true, contradictedBy: [], unmet: 0 });
});

test("what was observed of another host does not touch it", () => {
  expect(weighed(observed("connect-refused", { at: "elsewhere" }))?.contradictedBy).toEqual([]);
});

test("nothing observed eliminates nothing", () => {
  expect(weighed()).toMatchObject({ contradictedBy: [], unmet: 1, proven: false });
});

test("a cause of either end is weighed at the server as well where nobody looked from there", () => {
  const places = (server: string | null) =>
    hypothesesOf([{ ...cause, at: "end" }], { ...anyRequest, client: "client", server }, []).length;
  expect([places(null), places("server"), places("client")]).toEqual([2, 2, 1]);
});

test("a cause of any host is weighed at hosts beside the way where it was seen", () => {
  const aside = observed("syn-unanswered", { at: "neighbour" });
  const hypotheses = hypothesesOf([{ ...cause, at: "host" }], { ...anyRequest, client: "client" }, [aside]);
  expect(hypotheses.map(({ at }) => at)).toEqual(["client", "neighbour"]);
});
