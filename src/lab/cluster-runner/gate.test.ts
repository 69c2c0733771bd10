import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

test("users go in together, one that wants to be alone waits for all before it and keeps out all behind it", async () => {
  const gate = createGate();
  const seen: string[] = [];
  const enter = async (name: string, how: "together" | "alone") => {
    const place = await gate[how]();
    seen.push(name);
    return place;
  };
  const first = await enter("a", "together");
  const second = await enter("b", "together");
  const alone = enter("c", "alone");
  const behind = enter("d", "together");
  await turn();
  expect(seen).toEqual(["a", "b"]);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  await turn();
  expect(seen).toEqual(["a", "b"]);
  second[Symbol.dispose]();
  const third = await alone;
  await turn();
  expect(seen).toEqual(["a", "b", "c"]);
  third[Symbol.dispose]();
  (await behind)[Symbol.dispose]();
  expect(seen).toEqual(["a", "b", "c", "d"]);
});
