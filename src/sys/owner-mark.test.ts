import { readlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { ownerMark, ownerState } from "./owner-mark.ts";

const namespace = /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0];

test("a mark of this process is alive, with whatever follows it, and no two are the same", () => {
  const mark = ownerMark();
  expect(ownerState(mark)).toBe("alive");
  expect(ownerState(`${mark}-x1Y2z3`)).toBe("alive");
  expect(ownerMark()).not.toBe(mark);
});

test("a process that has ended, or whose number another one has now, is dead", () => {
  expect(ownerState(`${namespace}-4194304-100-1`)).toBe("dead");
  expect(ownerState(`${namespace}-${process.pid}-1-1`)).toBe("dead");
});

test("a process of another PID namespace is unseen, and so is what is no mark", () => {
  expect(ownerState(`1-${process.pid}-1-1`)).toBe("unseen");
  for (const text of ["", "abc", "1-2", `${namespace}-x-1-1`, "0-1-1-1"])
    expect(ownerState(text)).toBe("unseen");
});
