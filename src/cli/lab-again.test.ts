import { expect, test } from "vitest";
import type { Case, Scored } from "../lab/index.ts";
import { runAgain } from "./lab-again.ts";

const scored = (scenario: string, isRight: boolean): Scored => ({
  scenario,
  variant: "fault",
  seed: 1,
  expected: { status: "broken", boundary: "tcp", cause: "port-not-listening" },
  verdict: null,
  isRight,
  took: 0,
  built: 0,
  trouble: null,
});

test("what was wrong runs once more, and the second score counts", async () => {
  const asked: Case[] = [];
  const run = (cases: readonly Case[]) => {
    asked.push(...cases);
    return Promise.resolve(cases.map(({ scenario }) => scored(scenario, scenario === "b")));
  };
  const out: string[] = [];
  const io = { out: (text: string) => out.push(text) };
  const done = await runAgain([scored("a", true), scored("b", false), scored("c", false)], run, io);
  expect(asked).toEqual([
    { scenario: "b", variant: "fault", seed: 1 },
    { scenario: "c", variant: "fault", seed: 1 },
  ]);
  expect(done.map(({ scenario, isRight }) => [scenario, isRight])).toEqual([
    ["a", true],
    ["b", true],
    ["c", false],
  ]);
});

test("where much is wrong nothing runs again: that is no chance", async () => {
  const all = Array.from({ length: 20 }, (_, index) => scored(`s${index}`, false));
  const run = () => Promise.reject(new Error("nothing was to run"));
  expect(await runAgain(all, run, { out: () => {} })).toBe(all);
});
